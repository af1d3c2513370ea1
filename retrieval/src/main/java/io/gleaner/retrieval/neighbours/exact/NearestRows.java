package io.gleaner.retrieval.neighbours.exact;

import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.clustering.vector.Factor;
import io.gleaner.clustering.vector.MatrixProduct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The exact nearest rows of a matrix for each row of another: every pair goes through a matrix
 * product, and those that it leaves open are decided by {@link DotProduct}, so that the answer does
 * not depend on how a BLAS rounds. Oquab et al. 2024, A.3 and A.4 (there by an approximate index).
 *
 * <p>Memory: the matrix (4 × rows × dimension bytes, not copied) and once more as the products want
 * it, natively, in 2 or 4 bytes a component; for each thread that asks, a product of {@value
 * #QUERY_ROWS} × {@value #BASE_ROWS} and the candidates, at most 64 MiB. Time: a product, and for
 * each query some k (1 + ln(rows / k)) entries of it and the dot products of those within the
 * margin of the k-th. Thread-safe but for {@link #close}.
 */
public final class NearestRows implements AutoCloseable {
  private static final int QUERY_ROWS = 512;
  private static final int BASE_ROWS = 1024;

  /** Candidates that the queries of one product hold together at most. */
  private static final int CANDIDATES = 1 << 22;

  private final float[] values;
  private final int[] rows;
  private final int dimension;
  private final MatrixProduct owner;
  private final List<Factor> base = new ArrayList<>();
  private final ConcurrentLinkedQueue<MatrixProduct> idle = new ConcurrentLinkedQueue<>();

  private NearestRows(float[] values, int[] rows, int dimension) {
    this.values = values;
    this.rows = rows;
    this.dimension = dimension;
    owner = MatrixProduct.onCpu();
    float[] gathered = new float[Math.min(rows.length, BASE_ROWS) * dimension];
    for (int from = 0; from < rows.length; from += BASE_ROWS) {
      int count = Math.min(BASE_ROWS, rows.length - from);
      for (int i = 0; i < count; i++) {
        System.arraycopy(values, rows[from + i] * dimension, gathered, i * dimension, dimension);
      }
      base.add(owner.factor(gathered, 0, count, dimension));
    }
  }

  /**
   * Prepares rows to be searched.
   *
   * @param values [at least as many as named, dimension] row-major, of unit length; not copied
   * @param rows which of them to search, ascending
   */
  public static NearestRows of(float[] values, int[] rows, int dimension) {
    return new NearestRows(values, rows, dimension);
  }

  /**
   * Finds the {@code k} nearest rows of each query, fewer where there are fewer or where they are
   * below the floor.
   *
   * @param queries [count, dimension] row-major, of unit length
   * @param floor least similarity of a row that is found, or negative infinity
   * @return row numbers of {@code values}
   */
  public RowLists nearest(float[] queries, int count, int k, float floor) {
    NearestOfQuery[] nearest = new NearestOfQuery[count];
    int atOnce = Math.max(1, Math.min(QUERY_ROWS, CANDIDATES / Candidates.room(k)));
    Candidates[] candidates = new Candidates[Math.min(count, atOnce)];
    Arrays.setAll(candidates, i -> new Candidates(k));
    MatrixProduct product = idle.poll();
    if (product == null) {
      product = MatrixProduct.onCpu();
    }
    try {
      for (int from = 0; from < count; from += atOnce) {
        int chunk = Math.min(atOnce, count - from);
        scan(queries, from, chunk, candidates, floor, product);
        for (int i = 0; i < chunk; i++) {
          nearest[from + i] = candidates[i].finish(decider(queries, from + i));
        }
      }
    } finally {
      idle.add(product);
    }
    RowLists places = RowLists.of(nearest);
    Arrays.setAll(places.rows(), entry -> rows[places.rows()[entry]]);
    return places;
  }

  private void scan(
      float[] queries,
      int from,
      int count,
      Candidates[] candidates,
      float floor,
      MatrixProduct product) {
    Candidates.Decider[] deciders = new Candidates.Decider[count];
    for (int i = 0; i < count; i++) {
      candidates[i].begin(floor);
      deciders[i] = decider(queries, from + i);
    }
    if (rows.length == 0) {
      return;
    }
    int[] columns = new int[BASE_ROWS];
    try (Factor asked = product.factor(queries, from, count, dimension)) {
      for (int block = 0; block < base.size(); block++) {
        var proposals = product.multiply(asked, base.get(block));
        for (int i = 0; i < count; i++) {
          candidates[i].take(proposals, i, block * BASE_ROWS, columns, deciders[i]);
        }
      }
    }
  }

  private Candidates.Decider decider(float[] queries, int query) {
    int offset = query * dimension;
    return place -> DotProduct.of(queries, offset, values, rows[place] * dimension, dimension);
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    base.forEach(Factor::close);
    for (MatrixProduct product = idle.poll(); product != null; product = idle.poll()) {
      product.close();
    }
    owner.close();
  }
}
