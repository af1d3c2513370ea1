package io.gleaner.retrieval.curated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.neighbours.Neighbour;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.Neighbours;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CuratedTest {
  private static final NeighbourBlock LISTS =
      NeighbourBlock.of(
          List.of(
              new Neighbours(
                  "a",
                  List.of(
                      new Neighbour("x", 0.9f),
                      new Neighbour("y", 0.8f),
                      new Neighbour("z", 0.7f))),
              new Neighbours("b", List.of(new Neighbour("x", 0.6f))),
              new Neighbours("c", List.of())));

  private static final SampleConfig TWO = SampleConfig.DEFAULTS.withPerQuery(2);

  @Test
  void sample_minSimilarity_endsListsThere() {
    assertThat(Retrieve.sample("shoes", LISTS, TWO.withMinSimilarity(new MinSimilarity(0.8f))))
        .containsExactlyInAnyOrder(
            Retrieval.bySample("shoes", "x", "a", 1, 0.9f),
            Retrieval.bySample("shoes", "y", "a", 2, 0.8f)); // at least, not above
    assertThat(Retrieve.sample("shoes", LISTS, TWO.withMinSimilarity(new MinSimilarity(1))))
        .isEmpty();
  }

  @Test
  void minSimilarity_none_admitsWhatRoundingMakesSmallerThanMinusOne() {
    assertThat(MinSimilarity.NONE.admits(Math.nextDown(-1f))).isTrue();
    assertThat(new MinSimilarity(Math.nextUp(-1f)).admits(-1)).isFalse();
    for (float value : new float[] {-1.5f, 1.01f, Float.NaN}) {
      assertThatThrownBy(() -> new MinSimilarity(value))
          .hasMessage("min_similarity is " + value + ", must be -1 to 1");
    }
  }

  @Test
  void choice_ofCluster_isTheFirstThingThatIsMissing() {
    ClusterConfig config = ClusterConfig.DEFAULTS; // more than 3
    assertThat(ClusterChoice.of(config, 3, 0, 0)).isEqualTo(ClusterChoice.TOO_FEW_IMAGES);
    assertThat(ClusterChoice.of(config, 4, 0, 0)).isEqualTo(ClusterChoice.NO_POOL_IMAGES);
    assertThat(ClusterChoice.of(config, 4, 9, 0)).isEqualTo(ClusterChoice.NONE_SIMILAR_ENOUGH);
    assertThat(ClusterChoice.of(config, 4, 9, 1)).isEqualTo(ClusterChoice.CHOSEN);
    assertThat(ClusterChoice.TOO_FEW_IMAGES.label()).isEqualTo("too_few_images");
  }

  @Test
  void sampled_queriesWithFewerThanN_areCountedByRanks() {
    RetrievalTally tally = new RetrievalTally("shoes", Mode.SAMPLE);
    Retrieve.sample("shoes", LISTS, TWO).forEach(row -> tally.addRank(row.rank()));

    assertThat(tally.sampled(3, 2)) // a has two, b one, c none
        .extracting(RetrievalStatistics::queriesWithout, RetrievalStatistics::queriesShort)
        .containsExactly(1L, 2L);
    assertThat(tally.sampled(3, 4))
        .extracting(RetrievalStatistics::queriesWithout, RetrievalStatistics::queriesShort)
        .containsExactly(1L, 3L);
  }

  @Test
  void sample_imageNearTwoQueries_isRetrievedByBoth() {
    assertThat(Retrieve.sample("shoes", LISTS, TWO))
        .containsExactlyInAnyOrder(
            Retrieval.bySample("shoes", "x", "a", 1, 0.9f),
            Retrieval.bySample("shoes", "y", "a", 2, 0.8f),
            Retrieval.bySample("shoes", "x", "b", 1, 0.6f));
  }

  @Test
  void coder_everyMode_roundTrips() throws Exception {
    CoderProperties.coderSerializable(RetrievalCoder.of());
    for (Retrieval retrieval :
        List.of(
            Retrieval.bySample("s", "ü", "q", 3, 0.25f),
            Retrieval.byCluster("s", "id", 99, -1),
            Retrieval.asIs("s", "id"))) {
      CoderProperties.coderDecodeEncodeEqual(RetrievalCoder.of(), retrieval);
      CoderProperties.coderDeterministic(RetrievalCoder.of(), retrieval, retrieval);
    }
  }

  @Test
  void statistics_sharedImage_isOneCollision() {
    RetrievalTally tally = new RetrievalTally("shoes", Mode.SAMPLE);
    List<Retrieval> part = new ArrayList<>(Retrieve.sample("shoes", LISTS, TWO));
    part.sort(Retrieval.ORDER);
    tally.addTimes(RetrievalTally.times(part));
    part.forEach(retrieval -> tally.addSimilarity(retrieval.similarity()));

    RetrievalStatistics statistics = tally.statistics(3);

    assertThat(statistics)
        .extracting(
            RetrievalStatistics::queries,
            RetrievalStatistics::retrieved,
            RetrievalStatistics::distinct,
            RetrievalStatistics::collisions,
            RetrievalStatistics::timesRetrieved)
        .containsExactly(3L, 3L, 2L, 1L, List.of(1L, 1L));
    assertThat(statistics.similarity().least()).isEqualTo(0.6f);
    assertThat(statistics.similarity().median()).isEqualTo(0.8f, within(0x1p-16f));
    assertThat(statistics.similarity().greatest()).isEqualTo(0.9f);
  }

  @Test
  void statistics_nothingRetrieved_zerosAndNaN() {
    RetrievalStatistics statistics = new RetrievalTally("s", Mode.AS_IS).statistics(0);

    assertThat(statistics.timesRetrieved()).isEmpty();
    assertThat(statistics.similarity().median()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5})
  void tally_randomRetrievalsInPartsById_countsAsAMapOfAllIdsDoes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int parts = 1 + random.nextInt(5);
    List<List<Retrieval>> split = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      split.add(new ArrayList<>());
    }
    Map<String, Integer> times = new HashMap<>();
    int pairs = random.nextInt(500);
    for (int i = 0; i < pairs; i++) {
      String id = "p" + random.nextInt(100);
      times.merge(id, 1, Integer::sum);
      split
          .get(RetrievedPart.of(id, parts))
          .add(Retrieval.bySample("s", id, "q" + i, 1, (float) random.nextDouble()));
    }
    List<Long> byDefinition = new ArrayList<>();
    for (int n = 1; n <= times.values().stream().max(Integer::compare).orElse(0); n++) {
      int exactly = n;
      byDefinition.add(times.values().stream().filter(count -> count == exactly).count());
    }

    RetrievalTally tally = new RetrievalTally("s", Mode.SAMPLE);
    for (List<Retrieval> part : split) {
      part.sort(Retrieval.ORDER);
      tally.addTimes(RetrievalTally.times(part));
    }

    assertThat(tally.statistics(9))
        .as("seed %d", seed)
        .extracting(
            RetrievalStatistics::retrieved,
            RetrievalStatistics::distinct,
            RetrievalStatistics::collisions,
            RetrievalStatistics::timesRetrieved)
        .containsExactly(
            (long) pairs, (long) times.size(), (long) pairs - times.size(), byDefinition);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void quantile_randomSimilarities_withinHalfABinOfTheSortedValue(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SimilarityHistogram histogram = new SimilarityHistogram();
    List<Float> all = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3000); i++) {
      float similarity = (float) random.nextDouble(-1, 1);
      histogram.add(similarity);
      all.add(similarity);
    }
    Collections.sort(all);

    for (double p : new double[] {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1}) {
      float exact = all.get((int) Math.max(0, Math.ceil(p * all.size()) - 1));
      assertThat(histogram.quantile(p))
          .as("seed %d, p %s", seed, p)
          .isEqualTo(exact, within(0x1p-16f));
    }
  }

  @Test
  void configs_defaults_areThePapers() {
    assertThat(SampleConfig.DEFAULTS).isEqualTo(new SampleConfig(4, Collisions.SHARE));
    assertThat(ClusterConfig.DEFAULTS).isEqualTo(new ClusterConfig(3, 10_000, 1_000_000));
  }

  @Test
  void configs_valuesOutOfRange_areRefused() {
    assertThatThrownBy(() -> SampleConfig.DEFAULTS.withPerQuery(0))
        .hasMessage("per_query is 0, must be 1 to 1000");
    assertThatThrownBy(() -> SampleConfig.DEFAULTS.withPerQuery(1001))
        .hasMessage("per_query is 1001, must be 1 to 1000");
    assertThatThrownBy(() -> ClusterConfig.DEFAULTS.withMoreThan(-1))
        .hasMessage("more_than is -1, must be at least 0");
    assertThatThrownBy(() -> ClusterConfig.DEFAULTS.withPerCluster(0))
        .hasMessage("per_cluster is 0, must be at least 1");
    assertThatThrownBy(() -> ClusterConfig.DEFAULTS.withCap(0))
        .hasMessage("cap is 0, must be at least 1");
  }
}
