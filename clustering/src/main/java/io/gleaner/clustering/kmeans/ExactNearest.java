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
  private final Columns columns;

  ExactNearest(Centroids centroids, MatrixProduct product) {
    super(centroids.dimension(), product);
    this.centroids = centroids;
    columns = new Columns(centroids, product);
  }

  @Override
  void find(Factor rows, float[] values, int[] clusters, float[] similarities) {
    Decision decision =
        new Decision(values, centroids.values(), centroids.dimension(), clusters, similarities)
            .cleared();
    for (int from = 0; from < rows.rows(); from += ROWS) {
      try (Factor some = product.slice(rows, from, Math.min(ROWS, rows.rows() - from))) {
        columns.propose(some, from, decision);
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
