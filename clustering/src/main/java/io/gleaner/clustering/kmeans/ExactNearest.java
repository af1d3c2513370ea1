package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.vector.Factor;
import io.gleaner.clustering.vector.MatrixProduct;

/**
 * Compares every row with every centroid. Time: 2 × rows × clusters × dimension operations. Memory:
 * the centroids once more in native memory, and blocks of {@value #ROWS} × {@value #COLUMNS}
 * proposals.
 */
final class ExactNearest extends NearestCentroid {
  /** Products of this size stay in a core's cache. */
  static final int ROWS = 512;

  static final int COLUMNS = 1024;

  private final Centroids centroids;
  private final MatrixProduct product;
  private final Columns columns;

  /**
   * @param product this thread's; stays the caller's
   */
  ExactNearest(Centroids centroids, MatrixProduct product) {
    super(centroids.dimension());
    this.centroids = centroids;
    this.product = product;
    columns = new Columns(centroids, product);
  }

  @Override
  void find(float[] values, int rows, int[] clusters, float[] similarities) {
    int dimension = centroids.dimension();
    Decision decision =
        new Decision(values, centroids.values(), dimension, clusters, similarities).cleared();
    for (int from = 0; from < rows; from += ROWS) {
      try (Factor factor = product.factor(values, from, Math.min(ROWS, rows - from), dimension)) {
        columns.propose(factor, from, decision);
      }
    }
  }

  @Override
  public void close() {
    columns.close();
  }

  /** Centroids as factors of at most {@value #COLUMNS} rows. */
  static final class Columns implements AutoCloseable {
    private final MatrixProduct product;
    private final Factor[] factors;

    Columns(Centroids centroids, MatrixProduct product) {
      this.product = product;
      factors = new Factor[(centroids.clusters() - 1) / COLUMNS + 1];
      for (int i = 0; i < factors.length; i++) {
        int first = i * COLUMNS;
        factors[i] =
            product.factor(
                centroids.values(),
                first,
                Math.min(COLUMNS, centroids.clusters() - first),
                centroids.dimension());
      }
    }

    /** Has {@code decision} consider every centroid for the rows of {@code factor}. */
    void propose(Factor factor, int fromRow, Decision decision) {
      for (int i = 0; i < factors.length; i++) {
        decision.consider(product.multiply(factor, factors[i]), fromRow, i * COLUMNS);
      }
    }

    @Override
    public void close() {
      for (Factor factor : factors) {
        factor.close();
      }
    }
  }
}
