package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.clustering.vector.Proposals;
import java.util.Arrays;

/**
 * The most similar centroid of each of some rows, found so far. Proposals come product by product,
 * in any order; what remains is the most similar of all, of equally similar ones the one with the
 * smallest index. Few dot products are computed: only where a proposal could beat what is known.
 */
final class Decision {
  private final float[] values;
  private final float[] centroids;
  private final int dimension;
  private final int[] clusters;
  private final float[] similarities;
  private int[] found = new int[1024];

  /**
   * @param values [rows, dimension] what looks for a centroid
   * @param centroids [clusters, dimension]
   * @param clusters [rows] receives the index of each row's centroid
   * @param similarities [rows] receives its cosine
   */
  Decision(float[] values, float[] centroids, int dimension, int[] clusters, float[] similarities) {
    this.values = values;
    this.centroids = centroids;
    this.dimension = dimension;
    this.clusters = clusters;
    this.similarities = similarities;
  }

  /** Forgets all. */
  Decision cleared() {
    Arrays.fill(clusters, -1);
    Arrays.fill(similarities, Float.NEGATIVE_INFINITY);
    return this;
  }

  /** Considers proposals for the rows from {@code fromRow} and the centroids from {@code first}. */
  void consider(Proposals proposals, int fromRow, int first) {
    room(proposals.columns());
    for (int row = 0; row < proposals.rows(); row++) {
      int count = promising(proposals, row, similarities[fromRow + row]);
      for (int i = 0; i < count; i++) {
        compare(fromRow + row, first + found[i]);
      }
    }
  }

  /**
   * Considers proposals whose row {@code i} is {@code rows[i]} and whose column {@code j} is {@code
   * members[fromMember + j]}.
   */
  void consider(Proposals proposals, int[] rows, int[] members, int fromMember) {
    room(proposals.columns());
    for (int i = 0; i < proposals.rows(); i++) {
      int row = rows[i];
      int count = promising(proposals, i, similarities[row]);
      for (int j = 0; j < count; j++) {
        compare(row, members[fromMember + found[j]]);
      }
    }
  }

  /*
   * With a margin m, a column of similarity s is proposed with s - m to s + m. So no column beats
   * the known similarity unless the highest proposal + m does; the most similar column is proposed
   * within 2 m of the highest, and one that beats what is known, with at least known - m. Bars are
   * rounded away from deciding.
   */
  private int promising(Proposals proposals, int row, float known) {
    float margin = proposals.margin();
    float highest = proposals.maximum(row);
    if (Math.nextUp(highest + margin) < known) {
      return 0;
    }
    float bar = Math.nextDown(Math.max(highest - 2 * margin, known - margin));
    return proposals.atLeast(row, bar, found);
  }

  private void compare(int row, int cluster) {
    float similarity =
        DotProduct.of(values, row * dimension, centroids, cluster * dimension, dimension);
    if (similarity > similarities[row]
        || (similarity == similarities[row] && cluster < clusters[row])) {
      similarities[row] = similarity;
      clusters[row] = cluster;
    }
  }

  private void room(int columns) {
    if (found.length < columns) {
      found = new int[columns];
    }
  }
}
