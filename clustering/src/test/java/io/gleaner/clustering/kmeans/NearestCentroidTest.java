package io.gleaner.clustering.kmeans;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.embedding.ClusteredRows;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.clustering.vector.MatrixProduct;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestCentroidTest {
  @ParameterizedTest
  @CsvSource({"1,1,3", "700,40,8", "1300,2500,33", "20,3000,64"})
  void of_exact_isTheFirstOfTheMostSimilar(int rows, int clusters, int dimension) {
    EmbeddingBlock block = ClusteredRows.of(rows, dimension, 50, 1);
    float[] values = ClusteredRows.of(clusters, dimension, 50, 1).values();
    for (int copy = clusters / 2; copy < clusters; copy += 3) { // ties
      System.arraycopy(values, copy / 4 * dimension, values, copy * dimension, dimension);
    }
    Centroids centroids = new Centroids(values, dimension);

    AssignmentBlock found = assign(CentroidIndex.exact(centroids), block);

    int[] all = IntStream.range(0, clusters).toArray();
    for (int row = 0; row < rows; row++) {
      check(found, block, row, centroids, all);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,500", "3,500", "7,1000", "30,1000"})
  void of_grouped_isTheMostSimilarOfTheNearestGroups(int probed, int clusters) {
    int dimension = 16;
    EmbeddingBlock block = ClusteredRows.of(1500, dimension, 60, 2);
    Centroids centroids =
        new Centroids(ClusteredRows.of(clusters, dimension, 60, 2).values(), dimension);
    CentroidIndex index = grouped(centroids, probed, 2);

    AssignmentBlock found = assign(index, block);

    assertThat(index.members()).containsExactlyInAnyOrder(IntStream.range(0, clusters).toArray());
    for (int row = 0; row < block.rows(); row++) {
      check(found, block, row, centroids, candidates(index, block, row, probed));
    }
  }

  @Test
  void of_groupedByOtherParallelism_isTheSame() {
    EmbeddingBlock block = ClusteredRows.of(900, 16, 60, 4);
    Centroids centroids = new Centroids(ClusteredRows.of(9000, 16, 60, 7).values(), 16);
    CentroidIndex one = grouped(centroids, 4, 1);
    CentroidIndex three = grouped(centroids, 4, 3);

    assertThat(three.members()).isEqualTo(one.members());
    assertThat(assign(three, block).clusters()).isEqualTo(assign(one, block).clusters());
  }

  private static int[] candidates(CentroidIndex index, EmbeddingBlock block, int row, int probed) {
    int groups = index.middles().clusters();
    List<Integer> nearest =
        IntStream.range(0, groups)
            .boxed()
            .sorted(
                Comparator.comparing(
                        (Integer group) -> -similarity(block, row, index.middles(), group))
                    .thenComparing(group -> group))
            .limit(probed)
            .toList();
    return nearest.stream()
        .flatMapToInt(
            group ->
                Arrays.stream(index.members(), index.starts()[group], index.starts()[group + 1]))
        .sorted()
        .toArray();
  }

  private static void check(
      AssignmentBlock found, EmbeddingBlock block, int row, Centroids centroids, int[] candidates) {
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    for (int cluster : candidates) {
      float similarity = similarity(block, row, centroids, cluster);
      if (similarity > highest) {
        highest = similarity;
        best = cluster;
      }
    }
    assertThat(found.clusters()[row]).as("row %d", row).isEqualTo(best);
    assertThat(found.similarities()[row]).as("row %d", row).isEqualTo(highest);
  }

  private static float similarity(EmbeddingBlock block, int row, Centroids centroids, int cluster) {
    int dimension = block.dimension();
    return DotProduct.of(
        block.values(), block.offset(row), centroids.values(), cluster * dimension, dimension);
  }

  private static CentroidIndex grouped(Centroids centroids, int probed, int parallelism) {
    try (ProductThreads threads = new ProductThreads(parallelism)) {
      return CentroidIndex.of(centroids, new CentroidSearch(1, probed), threads);
    }
  }

  private static AssignmentBlock assign(CentroidIndex index, EmbeddingBlock block) {
    try (MatrixProduct product = MatrixProduct.onCpu();
        NearestCentroid nearest = index.open(product)) {
      return nearest.of(block);
    }
  }
}
