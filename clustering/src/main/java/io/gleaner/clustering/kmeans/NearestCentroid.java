package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.Factor;
import io.gleaner.clustering.vector.MatrixProduct;
import java.util.Locale;

/**
 * Assigns rows to their most similar centroids, of equally similar ones to the first. Matrix
 * products propose, {@link io.gleaner.clustering.vector.DotProduct} chooses. One instance for each
 * thread.
 */
public abstract sealed class NearestCentroid implements AutoCloseable
    permits ExactNearest, GroupedNearest {
  final MatrixProduct product;
  private final int dimension;

  /**
   * @param product this thread's; stays the caller's
   */
  NearestCentroid(int dimension, MatrixProduct product) {
    this.dimension = dimension;
    this.product = product;
  }

  /** Assigns all rows of {@code block}. */
  public final AssignmentBlock of(EmbeddingBlock block) {
    if (block.rows() == 0) {
      return new AssignmentBlock(block.ids(), new int[0], new float[0]);
    }
    try (Factor rows = product.factor(block.values(), 0, block.rows(), block.dimension())) {
      return of(block, rows);
    }
  }

  /**
   * Assigns all rows of {@code block}, at least one, that were made ready before.
   *
   * @param rows all of them
   */
  final AssignmentBlock of(EmbeddingBlock block, Factor rows) {
    if (block.dimension() != dimension) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "embeddings have %d components, centroids %d",
              block.dimension(),
              dimension));
    }
    int[] clusters = new int[block.rows()];
    float[] similarities = new float[block.rows()];
    find(rows, block.values(), clusters, similarities);
    return new AssignmentBlock(block.ids(), clusters, similarities);
  }

  /**
   * @param rows made ready for products
   * @param values [rows, dimension] row-major, the same rows
   * @param clusters [rows] receives the index of each row's centroid
   * @param similarities [rows] receives its cosine
   */
  abstract void find(Factor rows, float[] values, int[] clusters, float[] similarities);

  @Override
  public abstract void close();
}
