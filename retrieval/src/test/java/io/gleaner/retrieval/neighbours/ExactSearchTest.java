package io.gleaner.retrieval.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.clustering.vector.MatrixProduct;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSearchTest {
  private static NeighbourBlock search(
      EmbeddingBlock queries, EmbeddingBlock base, int k, int rows) {
    ExactSearch search = new ExactSearch(queries, k);
    try (MatrixProduct product = MatrixProduct.onCpu()) {
      for (int from = 0; from < base.rows(); from += rows) {
        search.scan(Blocks.slice(base, from, Math.min(base.rows(), from + rows)), product);
      }
    }
    return search.finish();
  }

  @Test
  void finish_pointsOnACircle_nearestByAngle() {
    float half = (float) Math.sqrt(0.5);
    EmbeddingBlock base =
        new EmbeddingBlock(
            new String[] {"east", "north", "west", "north-east"},
            new float[] {1, 0, 0, 1, -1, 0, half, half},
            2);
    EmbeddingBlock query = new EmbeddingBlock(new String[] {"q"}, new float[] {1, 0}, 2);

    assertThat(search(query, base, 3, 4).neighbours(0).nearest())
        .containsExactly(
            new Neighbour("east", 1), new Neighbour("north-east", half), new Neighbour("north", 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void finish_randomVectors_agreesWithComparingAll(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int dimension = 1 + random.nextInt(100);
    int k = 1 + random.nextInt(40);
    EmbeddingBlock base = Blocks.clustered("b", 1 + random.nextInt(700), dimension, 9, 0.3, seed);
    EmbeddingBlock queries =
        Blocks.concatenate(
            Blocks.clustered("q", 30, dimension, 9, 0.3, seed + 99),
            Blocks.slice(base, 0, Math.min(30, base.rows())));

    assertThat(search(queries, base, k, 1 + random.nextInt(300)))
        .as("seed %d: %d rows, dimension %d, k %d", seed, base.rows(), dimension, k)
        .isEqualTo(Blocks.byComparingAll(queries, base, k));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5})
  void finish_manyEqualSimilarities_tiesAscendById(long seed) {
    EmbeddingBlock base = Blocks.coarse("b", 900, 7, seed);
    EmbeddingBlock queries = Blocks.slice(base, 0, 80);

    assertThat(search(queries, base, 20, 111))
        .as("seed %d", seed)
        .isEqualTo(Blocks.byComparingAll(queries, base, 20));
  }

  @Test
  void finish_placeholderRepeatedByTheThousand_smallestIdsWin() {
    int copies = 5000;
    EmbeddingBlock one = Blocks.clustered("q", 1, 384, 1, 0.3, 5);
    String[] ids =
        IntStream.range(0, copies)
            .mapToObj(i -> "%05d".formatted((i * 4999) % copies))
            .toArray(String[]::new);
    float[] values = new float[copies * 384];
    for (int i = 0; i < copies; i++) {
      System.arraycopy(one.values(), 0, values, i * 384, 384);
    }

    NeighbourBlock found = search(one, new EmbeddingBlock(ids, values, 384), 64, 777);

    assertThat(found.neighbours(0).nearest().stream().map(Neighbour::id))
        .containsExactlyElementsOf(IntStream.range(0, 64).mapToObj("%05d"::formatted).toList());
  }

  @Test
  void finish_baseInAnotherOrderAndOtherBlocks_sameNeighbours() {
    EmbeddingBlock base = Blocks.clustered("b", 500, 33, 4, 0.01, 3);
    EmbeddingBlock turned =
        Blocks.concatenate(Blocks.slice(base, 250, 500), Blocks.slice(base, 0, 250));

    assertThat(search(base, turned, 12, 97)).isEqualTo(search(base, base, 12, 500));
  }

  @Test
  void finish_moreAskedThanThereIs_allButTheQueryItself() {
    EmbeddingBlock base = Blocks.clustered("b", 5, 8, 2, 0.3, 1);

    NeighbourBlock found = search(base, base, 64, 2);

    assertThat(found).isEqualTo(Blocks.byComparingAll(base, base, 64));
    assertThat(found.entries()).isEqualTo(20);
  }

  @Test
  void finish_emptyBase_emptyRows() {
    EmbeddingBlock queries = Blocks.clustered("q", 3, 8, 2, 0.3, 1);

    assertThat(new ExactSearch(queries, 4).finish().rows()).isEqualTo(3);
    assertThat(new ExactSearch(queries, 4).finish().entries()).isZero();
  }

  @Test
  void finish_vectorOfNaN_isNobodysNeighbour() {
    EmbeddingBlock queries = Blocks.clustered("q", 3, 8, 2, 0.3, 1);
    float[] values = queries.values().clone();
    values[8] = Float.NaN;
    EmbeddingBlock base = new EmbeddingBlock(new String[] {"a", "bad", "c"}, values, 8);

    assertThat(search(queries, base, 3, 3).lists())
        .allSatisfy(
            neighbours ->
                assertThat(neighbours.nearest().stream().map(Neighbour::id))
                    .containsExactlyInAnyOrder("a", "c"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 384, 1280})
  void margin_unitVectors_coversWhatTheProductRoundsDifferently(int dimension) {
    EmbeddingBlock block = Blocks.clustered("b", 200, dimension, 3, 0.05, dimension);
    try (MatrixProduct product = MatrixProduct.onCpu()) {
      float[] proposed = product.multiply(block.values(), 200, block.values(), 200, dimension);
      for (int pair = 0; pair < proposed.length; pair++) {
        float decided =
            DotProduct.of(
                block.values(),
                block.offset(pair / 200),
                block.values(),
                block.offset(pair % 200),
                dimension);
        assertThat(Math.abs(proposed[pair] - decided))
            .isLessThanOrEqualTo(ExactSearch.margin(dimension));
      }
    }
  }

  @Test
  void scan_anotherDimension_saysWhich() {
    ExactSearch search = new ExactSearch(Blocks.clustered("q", 3, 8, 2, 0.3, 1), 4);
    try (MatrixProduct product = MatrixProduct.onCpu()) {
      assertThatThrownBy(() -> search.scan(Blocks.clustered("b", 2, 9, 1, 0.3, 1), product))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("b000000 and 1 more have dimension 9, the other side of the search has 8");
    }
  }

  @Test
  void exactIndex_residentOrStreamed_sameNeighbours() throws Exception {
    EmbeddingBlock base = Blocks.clustered("b", 3000, 16, 5, 0.2, 8);
    EmbeddingBlock queries = Blocks.slice(base, 100, 200);
    ExactIndex resident = ExactIndex.over(Blocks.shards(base, 1300), 1 << 20);
    ExactIndex streamed = ExactIndex.over(Blocks.shards(base, 700), 1 << 10);

    assertThat(List.of(resident.isResident(), streamed.isResident())).containsExactly(true, false);
    assertThat(resident.nearest(queries, 9)).isEqualTo(Blocks.byComparingAll(queries, base, 9));
    assertThat(streamed.nearest(queries, 9)).isEqualTo(resident.nearest(queries, 9));
  }
}
