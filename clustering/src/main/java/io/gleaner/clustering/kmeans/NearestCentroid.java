package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;

/**
 * Assigns rows to their most similar centroids, of equally similar ones to the first. Matrix
 * products propose, {@link io.gleaner.clustering.vector.DotProduct} chooses. One instance for each
 * thread.
 */
public abstract sealed class NearestCentroid implements AutoCloseable
    permits ExactNearest, GroupedNearest {
  private final int dimension;

  NearestCentroid(int dimension) {
    this.dimension = dimension;
  }

  /** Assigns all rows of {@code block}. */
  public final AssignmentBlock of(EmbeddingBlock block) {
    int rows = block.rows();
    int[] clusters = new int[rows];
    float[] similarities = new float[rows];
    if (rows > 0) {
      if (block.dimension() != dimension) {
        throw new IllegalArgumentException(
            "embeddings have %d components, centroids %d".formatted(block.dimension(), dimension));
      }
      find(block.values(), rows, clusters, similarities);
    }
    return new AssignmentBlock(block.ids(), clusters, similarities);
  }

  /**
   * @param values [rows, dimension] row-major
   * @param clusters [rows] receives the index of each row's centroid
   * @param similarities [rows] receives its cosine
   */
  abstract void find(float[] values, int rows, int[] clusters, float[] similarities);

  @Override
  public abstract void close();
}
