package io.gleaner.retrieval.curated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.neighbours.Neighbour;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourBlockCoder;
import io.gleaner.retrieval.neighbours.Neighbours;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
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

  @Test
  void share_imageNearTwoQueries_isRetrievedByBoth() {
    Pipeline pipeline = Pipeline.create();

    PAssert.that(
            pipeline
                .apply(Create.of(LISTS).withCoder(NeighbourBlockCoder.of()))
                .apply(Retrieve.sample("shoes", SampleConfig.DEFAULTS.withPerQuery(2))))
        .containsInAnyOrder(
            Retrieval.bySample("shoes", "x", "a", 1, 0.9f),
            Retrieval.bySample("shoes", "y", "a", 2, 0.8f),
            Retrieval.bySample("shoes", "x", "b", 1, 0.6f));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void asIs_ids_oneRetrievalEach() {
    Pipeline pipeline = Pipeline.create();

    PAssert.that(pipeline.apply(Create.of("a", "b")).apply(Retrieve.asIs("dresses")))
        .containsInAnyOrder(Retrieval.asIs("dresses", "a"), Retrieval.asIs("dresses", "b"));
    pipeline.run().waitUntilFinish();
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
    SampleRetrieval.share("shoes", LISTS, 2).forEach(tally::add);

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

  @Test
  void tally_retrievalOfAnotherMode_isRefused() {
    assertThatThrownBy(
            () -> new RetrievalTally("shoes", Mode.SAMPLE).add(Retrieval.asIs("hats", "a")))
        .hasMessage("cannot count as_is of hats among sample of shoes");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4})
  void quantile_randomSimilaritiesInParts_withinHalfABinOfTheSortedValue(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SimilarityHistogram left = new SimilarityHistogram();
    SimilarityHistogram right = new SimilarityHistogram();
    List<Float> all = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3000); i++) {
      float similarity = (float) random.nextDouble(-1, 1);
      (random.nextBoolean() ? left : right).add(similarity);
      all.add(similarity);
    }
    left.merge(right);
    Collections.sort(all);

    for (double p : new double[] {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1}) {
      float exact = all.get((int) Math.max(0, Math.ceil(p * all.size()) - 1));
      assertThat(left.quantile(p)).as("seed %d, p %s", seed, p).isEqualTo(exact, within(0x1p-16f));
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
    assertThatThrownBy(
            () -> Retrieve.sample("shoes", SampleConfig.DEFAULTS.withCollisions(Collisions.REFILL)))
        .hasMessage("collisions of shoes is REFILL, block by block it must be SHARE");
  }
}
