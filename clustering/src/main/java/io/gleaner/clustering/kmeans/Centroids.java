package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.MatrixProduct;
import java.io.Serializable;
import java.util.Locale;

/**
 * The centres of clusters on the unit sphere. Immutable by agreement: the array is shared, nobody
 * writes. Memory: 4 × clusters × dimension bytes.
 */
public final class Centroids implements Serializable {
  private final float[] values;
  private final int dimension;

  /**
   * @param values [clusters, dimension] row-major, each row of unit length; not copied
   */
  public Centroids(float[] values, int dimension) {
    if (dimension < 1 || values.length == 0 || values.length % dimension != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d values are no centroids of dimension %d", values.length, dimension));
    }
    this.values = values;
    this.dimension = dimension;
  }

  public int clusters() {
    return values.length / dimension;
  }

  public int dimension() {
    return dimension;
  }

  /** Returns the whole matrix, [clusters, dimension] row-major, shared. */
  public float[] values() {
    return values;
  }

  /**
   * Assigns each row to its most similar centroid, of equally similar ones to the first ({@link
   * NearestCentroid}). For more than one block open a {@link CentroidIndex}, which makes the
   * centroids ready once.
   *
   * @param product this thread's
   */
  public AssignmentBlock nearest(EmbeddingBlock block, MatrixProduct product) {
    try (NearestCentroid nearest = new ExactNearest(this, product)) {
      return nearest.of(block);
    }
  }
}
