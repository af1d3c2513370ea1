package io.gleaner.clustering.kmeans;

import java.util.Locale;

/**
 * The clusters of some thousand images, in their block's order.
 *
 * @param ids [rows]
 * @param clusters [rows] index of the most similar centroid
 * @param similarities [rows] cosine to it, by the deciding kernel
 */
public record AssignmentBlock(String[] ids, int[] clusters, float[] similarities) {
  public AssignmentBlock {
    if (ids.length != clusters.length || ids.length != similarities.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d ids, %d clusters, %d similarities",
              ids.length,
              clusters.length,
              similarities.length));
    }
  }

  public int rows() {
    return ids.length;
  }
}
