package io.gleaner.retrieval.curated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.embedding.Embedding;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.ResidentShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.neighbours.Neighbour;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourIndex;
import io.gleaner.retrieval.neighbours.Neighbours;
import io.gleaner.retrieval.neighbours.SearchConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefillRetrievalTest {
  private static final String SET = "shoes";

  /** A full table of similarities, and what follows from it by definition. */
  private record Ranking(List<String> queries, List<String> pool, float[][] similarities) {
    static Ranking random(SplittableRandom random, int queries, int pool, int levels) {
      float[][] similarities = new float[queries][pool];
      for (float[] row : similarities) {
        for (int i = 0; i < pool; i++) {
          row[i] = random.nextInt(levels) / (float) levels;
        }
      }
      return new Ranking(names("q", queries), names("p", pool), similarities);
    }

    private static List<String> names(String prefix, int count) {
      return IntStream.range(0, count)
          .mapToObj(i -> String.format(Locale.ROOT, "%s%03d", prefix, i))
          .toList();
    }

    NeighbourBlock nearest(List<String> asked, int k) {
      List<Neighbours> lists = new ArrayList<>();
      for (String query : asked) {
        float[] row = similarities[queries.indexOf(query)];
        lists.add(
            new Neighbours(
                query,
                IntStream.range(0, pool.size())
                    .mapToObj(i -> new Neighbour(pool.get(i), row[i]))
                    .sorted(Neighbour.ORDER)
                    .limit(k)
                    .toList()));
      }
      return NeighbourBlock.of(lists);
    }

    /** All pairs in order; each granted if its image is free and its query wants more. */
    List<Retrieval> greedy(int perQuery) {
      return greedy(perQuery, -1);
    }

    List<Retrieval> greedy(int perQuery, float minSimilarity) {
      record Pair(String query, String image, float similarity) {}
      List<Pair> pairs = new ArrayList<>();
      for (int q = 0; q < queries.size(); q++) {
        for (int p = 0; p < pool.size(); p++) {
          if (similarities[q][p] >= minSimilarity) {
            pairs.add(new Pair(queries.get(q), pool.get(p), similarities[q][p]));
          }
        }
      }
      pairs.sort(
          Comparator.comparing((Pair pair) -> -pair.similarity)
              .thenComparing(Pair::query)
              .thenComparing(Pair::image));
      Map<String, Integer> granted = new HashMap<>();
      Set<String> taken = new HashSet<>();
      List<Retrieval> retrievals = new ArrayList<>();
      for (Pair pair : pairs) {
        if (granted.getOrDefault(pair.query, 0) < perQuery && taken.add(pair.image)) {
          int rank = granted.merge(pair.query, 1, Integer::sum);
          retrievals.add(Retrieval.bySample(SET, pair.image, pair.query, rank, pair.similarity));
        }
      }
      return retrievals;
    }
  }

  private static SampleConfig refill(int perQuery) {
    return new SampleConfig(perQuery, Collisions.REFILL);
  }

  @Test
  void retrieve_twoQueriesWantOneImage_nearerGetsItOtherGetsItsNext() throws Exception {
    Ranking ranking =
        new Ranking(
            List.of("a", "b"),
            List.of("x", "y", "z"),
            new float[][] {{0.9f, 0.2f, 0.8f}, {0.95f, 0.5f, 0.1f}});

    assertThat(
            Retrieve.refilling(refill(1), 1, 3).retrieve(SET, ranking.queries(), ranking::nearest))
        .containsExactly(
            Retrieval.bySample(SET, "x", "b", 1, 0.95f),
            Retrieval.bySample(SET, "z", "a", 1, 0.8f));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23
      })
  void retrieve_cutLists_agreesWithGreedyOverAllPairs(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int queries = 1 + random.nextInt(30);
    int pool = random.nextInt(120); // often fewer than queries × perQuery
    int levels = seed % 2 == 0 ? 5 : 1 << 20; // few levels: ties everywhere
    int perQuery = 1 + random.nextInt(6);
    Ranking ranking = Ranking.random(random, queries, pool, levels);
    List<String> shuffled = new ArrayList<>(ranking.queries());
    Collections.shuffle(shuffled, new Random(seed));

    List<Retrieval> retrieved =
        new RefillRetrieval(refill(perQuery), 1 + random.nextInt(8), pool)
            .retrieve(SET, shuffled, ranking::nearest);

    assertThat(retrieved)
        .as("seed %d: %d queries × %d, pool of %d", seed, queries, perQuery, pool)
        .isEqualTo(ranking.greedy(perQuery))
        .hasSize(Math.min(queries * perQuery, pool));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void retrieve_minSimilarity_agreesWithGreedyOverThePairsAboveIt(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int queries = 1 + random.nextInt(30);
    int pool = random.nextInt(120);
    int perQuery = 1 + random.nextInt(6);
    Ranking ranking = Ranking.random(random, queries, pool, seed % 2 == 0 ? 5 : 1 << 20);
    float least = seed % 2 == 0 ? random.nextInt(6) / 5f : (float) random.nextDouble();
    RefillRetrieval retrieval =
        new RefillRetrieval(
            refill(perQuery).withMinSimilarity(new MinSimilarity(least)),
            1 + random.nextInt(8),
            pool);

    assertThat(retrieval.retrieve(SET, ranking.queries(), ranking::nearest))
        .as("seed %d: %d queries × %d, pool of %d, least %s", seed, queries, perQuery, pool, least)
        .isEqualTo(ranking.greedy(perQuery, least));
  }

  @Test
  void retrieve_listsThatEndByMinSimilarity_asksForNoLongerOnes() throws Exception {
    Ranking ranking = Ranking.random(new SplittableRandom(1), 40, 64, 1 << 20);
    RefillRetrieval retrieval =
        new RefillRetrieval(refill(4).withMinSimilarity(new MinSimilarity(0.95f)), 16, 64);

    assertThat(retrieval.retrieve(SET, ranking.queries(), ranking::nearest))
        .isEqualTo(ranking.greedy(4, 0.95f))
        .hasSizeBetween(1, 63);
    assertThat(retrieval.rounds()).isEqualTo(1);
  }

  @Test
  void retrieve_queriesWithOneTaste_deepensListsOfTheDryOnly() throws Exception {
    int queries = 8;
    Ranking ranking = Ranking.random(new SplittableRandom(1), queries, 64, 1 << 20);
    for (int q = 1; q < queries; q++) { // all but the last like what the first likes
      if (q < queries - 1) {
        System.arraycopy(ranking.similarities()[0], 0, ranking.similarities()[q], 0, 64);
      }
    }
    List<Integer> asked = new ArrayList<>();
    RefillRetrieval retrieval = new RefillRetrieval(refill(4), 4, 64);

    List<Retrieval> retrieved =
        retrieval.retrieve(
            SET,
            ranking.queries(),
            (some, k) -> {
              asked.add(some.size());
              return ranking.nearest(some, k);
            });

    assertThat(retrieved).isEqualTo(ranking.greedy(4)).hasSize(32);
    assertThat(asked.get(0)).isEqualTo(queries);
    assertThat(asked.subList(1, asked.size())).isNotEmpty().allMatch(some -> some < queries);
  }

  @Test
  void retrieve_poolUsedUp_stopsWithoutAskingForWholeRankings() throws Exception {
    Ranking ranking = Ranking.random(new SplittableRandom(1), 200, 100, 1 << 20);
    RefillRetrieval retrieval = new RefillRetrieval(refill(4), 32, 100);

    assertThat(retrieval.retrieve(SET, ranking.queries(), ranking::nearest))
        .isEqualTo(ranking.greedy(4))
        .hasSize(100);
    assertThat(retrieval.rounds()).isLessThanOrEqualTo(2);
  }

  @Test
  void retrieve_noQueriesOrNoPool_nothing() throws Exception {
    Ranking nobody = Ranking.random(new SplittableRandom(1), 0, 5, 10);
    Ranking nothing = Ranking.random(new SplittableRandom(1), 5, 0, 10);

    assertThat(new RefillRetrieval(refill(4), 8, 5).retrieve(SET, List.of(), nobody::nearest))
        .isEmpty();
    assertThat(
            new RefillRetrieval(refill(4), 8, 0).retrieve(SET, nothing.queries(), nothing::nearest))
        .isEmpty();
  }

  @Test
  void retrieve_queryTwiceOrWithoutList_isRefused() {
    RefillRetrieval retrieval = new RefillRetrieval(refill(4), 8, 5);

    assertThatThrownBy(
            () -> retrieval.retrieve(SET, List.of("q", "q"), (some, k) -> NeighbourBlock.EMPTY))
        .hasMessage("query q is there twice, must be there once");
    assertThatThrownBy(
            () -> retrieval.retrieve(SET, List.of("q"), (some, k) -> NeighbourBlock.EMPTY))
        .hasMessage("query q got no list of neighbours, not even an empty one");
  }

  @ParameterizedTest
  @EnumSource(SearchConfig.Index.class)
  void from_index_eachQueryGetsItsOwn(SearchConfig.Index kind) throws Exception {
    List<Embedding> pool = new ArrayList<>();
    List<Embedding> queries = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      double angle = 0.01 * i;
      pool.add(
          new Embedding(
              String.format(Locale.ROOT, "p%02d", i),
              new float[] {(float) Math.cos(angle), (float) Math.sin(angle)}));
    }
    for (int i = 0; i < 10; i++) { // all at one end
      queries.add(new Embedding("q" + i, new float[] {1, -0.001f * i}));
    }
    List<EmbeddingShard> shards = List.of(new ResidentShard("pool", EmbeddingBlock.of(pool)));

    RefillRetrieval.Queries asked = RefillRetrieval.queries(List.of(EmbeddingBlock.of(queries)));
    List<Retrieval> retrieved;
    try (NeighbourIndex index =
        Retrieve.index(new StoredEmbeddings(shards, 60), SearchConfig.DEFAULTS.withIndex(kind))) {
      retrieved =
          new RefillRetrieval(refill(3), 3, 60)
              .retrieve(
                  SET,
                  queries.stream().map(Embedding::id).toList(),
                  (ids, k) -> asked.ask(index, ids, k));
    }

    assertThat(retrieved.stream().map(Retrieval::id))
        .containsExactlyInAnyOrderElementsOf(
            pool.subList(0, 30).stream().map(Embedding::id).toList());
  }
}
