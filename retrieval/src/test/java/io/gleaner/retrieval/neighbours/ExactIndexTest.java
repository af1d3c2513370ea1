package io.gleaner.retrieval.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactIndexTest {
  private static NeighbourBlock search(EmbeddingBlock queries, EmbeddingBlock base, int k)
      throws Exception {
    try (ExactIndex index = ExactIndex.over(SortedEmbeddings.of(Blocks.shards(base, 97)), -1)) {
      return index.nearest(queries, k);
    }
  }

  @Test
  void nearest_pointsOnACircle_nearestByAngle() throws Exception {
    float half = (float) Math.sqrt(0.5);
    EmbeddingBlock base =
        new EmbeddingBlock(
            new String[] {"east", "north", "west", "north-east"},
            new float[] {1, 0, 0, 1, -1, 0, half, half},
            2);
    EmbeddingBlock query = new EmbeddingBlock(new String[] {"q"}, new float[] {1, 0}, 2);

    assertThat(search(query, base, 3).neighbours(0).nearest())
        .containsExactly(
            new Neighbour("east", 1), new Neighbour("north-east", half), new Neighbour("north", 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void nearest_randomVectors_agreesWithComparingAll(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    int dimension = 1 + random.nextInt(100);
    int k = 1 + random.nextInt(40);
    EmbeddingBlock base = Blocks.clustered("b", 1 + random.nextInt(700), dimension, 9, 0.3, seed);
    EmbeddingBlock queries =
        Blocks.concatenate(
            Blocks.clustered("q", 30, dimension, 9, 0.3, seed + 99),
            Blocks.slice(base, 0, Math.min(30, base.rows())));

    assertThat(search(queries, base, k))
        .as("seed %d: %d rows, dimension %d, k %d", seed, base.rows(), dimension, k)
        .isEqualTo(Blocks.byComparingAll(queries, base, k));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5})
  void nearest_manyEqualSimilarities_tiesAscendById(long seed) throws Exception {
    EmbeddingBlock base = Blocks.coarse("b", 900, 7, seed);
    EmbeddingBlock queries = Blocks.slice(base, 0, 80);

    assertThat(search(queries, base, 20))
        .as("seed %d", seed)
        .isEqualTo(Blocks.byComparingAll(queries, base, 20));
  }

  @Test
  void nearest_placeholderRepeatedByTheThousand_smallestIdsWin() throws Exception {
    int copies = 5000;
    EmbeddingBlock one = Blocks.clustered("q", 1, 384, 1, 0.3, 5);
    String[] ids =
        IntStream.range(0, copies)
            .mapToObj(i -> String.format(Locale.ROOT, "%05d", (i * 4999) % copies))
            .toArray(String[]::new);
    float[] values = new float[copies * 384];
    for (int i = 0; i < copies; i++) {
      System.arraycopy(one.values(), 0, values, i * 384, 384);
    }

    NeighbourBlock found = search(one, new EmbeddingBlock(ids, values, 384), 64);

    assertThat(found.neighbours(0).nearest().stream().map(Neighbour::id))
        .containsExactlyElementsOf(
            IntStream.range(0, 64)
                .mapToObj(each -> String.format(Locale.ROOT, "%05d", each))
                .toList());
  }

  @Test
  void nearest_baseInAnotherOrderAndOtherBlocks_sameNeighbours() throws Exception {
    EmbeddingBlock base = Blocks.clustered("b", 500, 33, 4, 0.01, 3);
    EmbeddingBlock turned =
        Blocks.concatenate(Blocks.slice(base, 250, 500), Blocks.slice(base, 0, 250));

    assertThat(search(base, turned, 12)).isEqualTo(search(base, base, 12));
  }

  @Test
  void nearest_moreAskedThanThereIs_allButTheQueryItself() throws Exception {
    EmbeddingBlock base = Blocks.clustered("b", 5, 8, 2, 0.3, 1);

    NeighbourBlock found = search(base, base, 64);

    assertThat(found).isEqualTo(Blocks.byComparingAll(base, base, 64));
    assertThat(found.entries()).isEqualTo(20);
  }

  @Test
  void nearest_emptyBase_emptyRows() throws Exception {
    EmbeddingBlock queries = Blocks.clustered("q", 3, 8, 2, 0.3, 1);

    try (ExactIndex index = ExactIndex.over(SortedEmbeddings.of(List.of()), -1)) {
      assertThat(index.nearest(queries, 4).rows()).isEqualTo(3);
      assertThat(index.nearest(queries, 4).entries()).isZero();
    }
  }

  @Test
  void nearest_vectorOfNaN_isNobodysNeighbour() throws Exception {
    EmbeddingBlock queries = Blocks.clustered("q", 3, 8, 2, 0.3, 1);
    float[] values = queries.values().clone();
    values[8] = Float.NaN;
    EmbeddingBlock base = new EmbeddingBlock(new String[] {"a", "bad", "c"}, values, 8);

    assertThat(search(queries, base, 3).lists())
        .allSatisfy(
            neighbours ->
                assertThat(neighbours.nearest().stream().map(Neighbour::id))
                    .containsExactlyInAnyOrder("a", "c"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-7, 1e-5, 1e-3})
  void nearest_thousandsOfNearCopies_agreesWithComparingAll(double spread) throws Exception {
    EmbeddingBlock base =
        Blocks.concatenate(
            Blocks.clustered("copy", 6000, 48, 1, spread, 3),
            Blocks.clustered("other", 500, 48, 9, 0.3, 4));
    EmbeddingBlock queries =
        Blocks.concatenate(Blocks.slice(base, 0, 20), Blocks.slice(base, 6000, 6020));

    assertThat(search(queries, base, 10)).isEqualTo(Blocks.byComparingAll(queries, base, 10));
  }

  @ParameterizedTest
  @ValueSource(floats = {-1, 0.3f, 0.9f})
  void nearest_floor_listsOfComparingAllDownToIt(float floor) throws Exception {
    EmbeddingBlock base = Blocks.coarse("b", 1500, 12, 5);
    try (ExactIndex index = ExactIndex.over(SortedEmbeddings.of(Blocks.shards(base, 97)), floor)) {
      assertThat(index.nearest(base, 9))
          .isEqualTo(Blocks.byComparingAll(base, base, 9).atLeast(floor));
    }
  }

  @Test
  void nearest_listsAsLongAsTheBase_allInOrder() throws Exception {
    EmbeddingBlock base = Blocks.coarse("b", 2500, 9, 6);
    EmbeddingBlock queries = Blocks.slice(base, 0, 30);

    assertThat(search(queries, base, 2600)).isEqualTo(Blocks.byComparingAll(queries, base, 2600));
  }

  @Test
  void nearest_manyThreads_sameNeighbours() throws Exception {
    EmbeddingBlock base = Blocks.clustered("b", 2000, 24, 10, 0.5, 2);
    NeighbourBlock alone = search(base, base, 10);
    try (ExactIndex index = ExactIndex.over(SortedEmbeddings.of(Blocks.shards(base, 97)), -1)) {
      assertThat(IntStream.range(0, 16).parallel().mapToObj(i -> index.nearest(base, 10)))
          .allMatch(alone::equals);
    }
  }

  @Test
  void nearest_anotherDimension_saysWhich() throws Exception {
    assertThatThrownBy(
            () ->
                search(
                    Blocks.clustered("b", 2, 9, 1, 0.3, 1),
                    Blocks.clustered("q", 3, 8, 2, 0.3, 1),
                    4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("b000000 and 1 more have dimension 9, the other side of the search has 8");
  }
}
