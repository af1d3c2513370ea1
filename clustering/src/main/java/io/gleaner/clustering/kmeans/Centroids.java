package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.clustering.vector.MatrixProduct;
import java.io.Serializable;

/**
 * The centres of clusters on the unit sphere. Immutable by agreement: the array is shared, nobody
 * writes. Memory: 4 × clusters × dimension bytes.
 */
public final class Centroids implements Serializable {
  private static final int COLUMNS = 4096;

  private final float[] values;
  private final int dimension;

  /**
   * @param values [clusters, dimension] row-major, each row of unit length; not copied
   */
  public Centroids(float[] values, int dimension) {
    if (dimension < 1 || values.length == 0 || values.length % dimension != 0) {
      throw new IllegalArgumentException(
          "%d values are no centroids of dimension %d".formatted(values.length, dimension));
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
   * Assigns each row to its most similar centroid, of equally similar ones to the first. A matrix
   * product proposes; where the best proposals are closer than its rounding, {@link DotProduct}
   * chooses. Time: 2 × rows × clusters × dimension operations.
   *
   * @param product this thread's
   */
  public AssignmentBlock nearest(EmbeddingBlock block, MatrixProduct product) {
    if (block.dimension() != dimension) {
      throw new IllegalArgumentException(
          "embeddings have %d components, centroids %d".formatted(block.dimension(), dimension));
    }
    int rows = block.rows();
    int clusters = clusters();
    float margin = MatrixProduct.margin(dimension);
    int[] best = new int[rows];
    float[] proposed = new float[rows];
    boolean[] tied = new boolean[rows];
    java.util.Arrays.fill(proposed, Float.NEGATIVE_INFINITY);
    for (int from = 0; from < clusters; from += COLUMNS) {
      int columns = Math.min(COLUMNS, clusters - from);
      float[] part = clusters <= COLUMNS ? values : slice(from, columns);
      float[] similar = product.multiply(block.values(), rows, part, columns, dimension);
      for (int row = 0, at = 0; row < rows; row++) {
        float highest = proposed[row];
        for (int column = 0; column < columns; column++, at++) {
          float similarity = similar[at];
          if (similarity > highest - margin) {
            if (similarity > highest) {
              tied[row] = similarity <= highest + margin;
              highest = similarity;
              best[row] = from + column;
            } else {
              tied[row] = true;
            }
          }
        }
        proposed[row] = highest;
      }
    }
    float[] similarity = new float[rows];
    for (int row = 0; row < rows; row++) {
      if (tied[row]) {
        best[row] = nearestByKernel(block, row);
      }
      similarity[row] =
          DotProduct.of(
              block.values(), block.offset(row), values, best[row] * dimension, dimension);
    }
    return new AssignmentBlock(block.ids(), best, similarity);
  }

  private float[] slice(int from, int columns) {
    return java.util.Arrays.copyOfRange(values, from * dimension, (from + columns) * dimension);
  }

  private int nearestByKernel(EmbeddingBlock block, int row) {
    int best = 0;
    float highest = Float.NEGATIVE_INFINITY;
    for (int cluster = 0; cluster < clusters(); cluster++) {
      float similarity =
          DotProduct.of(block.values(), block.offset(row), values, cluster * dimension, dimension);
      if (similarity > highest) {
        highest = similarity;
        best = cluster;
      }
    }
    return best;
  }
}
