package io.gleaner.clustering.kmeans;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.embedding.ClusteredRows;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSumsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 21, 64})
  void add_rows_isTheRoundedFixedPointSum(int dimension) {
    EmbeddingBlock rows = ClusteredRows.of(300, dimension, 9, 1);
    AssignmentBlock assigned = assignments(rows, 3);
    long[] expected = new long[3 * dimension];
    for (int row = 0; row < 300; row++) {
      for (int i = 0; i < dimension; i++) {
        expected[row % 3 * dimension + i] +=
            (long) Math.rint((double) rows.values()[rows.offset(row) + i] * (1L << 30));
      }
    }

    ClusterSums sums = new ClusterSums(3, dimension);
    sums.add(rows, assigned);

    for (int cluster = 0; cluster < 3; cluster++) {
      assertThat(sums.members(cluster)).isEqualTo(100);
      for (int i = 0; i < dimension; i++) {
        assertThat(sums.sum(cluster, i)).isEqualTo(expected[cluster * dimension + i]);
      }
    }
  }

  @Test
  void merge_rangesInAnyOrder_isTheWhole() {
    EmbeddingBlock rows = ClusteredRows.of(100, 5, 9, 1);
    ClusterSums sums = new ClusterSums(7, 5);
    sums.add(rows, assignments(rows, 7));

    ClusterSums total = new ClusterSums(7, 5);
    total.merge(4, sums.range(4, 7));
    total.merge(0, sums.range(0, 4));

    assertThat(total).isEqualTo(sums);
    assertThat(total.objective()).isEqualTo(sums.objective()).isNotZero();
  }

  @Test
  void coder_sums_comeBackAsTheyWere() throws Exception {
    EmbeddingBlock rows = ClusteredRows.of(100, 5, 9, 1);
    ClusterSums sums = new ClusterSums(7, 5);
    sums.add(rows, assignments(rows, 7));
    CoderProperties.coderDecodeEncodeEqual(ClusterSumsCoder.of(), sums);
    CoderProperties.coderSerializable(ClusterSumsCoder.of());
  }

  private static AssignmentBlock assignments(EmbeddingBlock rows, int clusters) {
    int[] cluster = new int[rows.rows()];
    float[] similarity = new float[rows.rows()];
    for (int row = 0; row < rows.rows(); row++) {
      cluster[row] = row % clusters;
      similarity[row] = 1f / (row + 1);
    }
    return new AssignmentBlock(rows.ids(), cluster, similarity);
  }
}
