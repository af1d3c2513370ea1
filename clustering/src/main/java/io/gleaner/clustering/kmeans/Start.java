package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.sampling.Draws;
import io.gleaner.clustering.sampling.RowSample;
import io.gleaner.clustering.vector.Factor;
import io.gleaner.clustering.vector.MatrixProduct;
import java.util.Arrays;
import java.util.List;

/**
 * The first centroids: rows of the training sample. They are chosen from a part of it that is drawn
 * by keyed hash ({@link #rows}), by id. Memory: 4 × rows × dimension bytes, for k-means++ half as
 * much again in native memory.
 */
final class Start {
  private static final int ROWS = ExactNearest.ROWS;
  private static final int COLUMNS = ExactNearest.COLUMNS;
  private static final int ROWS_PER_CENTROID = 16;
  private static final int MOST_ROWS = 1 << 19;

  /** A round of k-means++ chooses this share of what the rounds before chose. */
  private static final int SHARE = 8;

  private final List<EmbeddingBlock> blocks;
  private final int dimension;
  private final int rows;
  private final ProductThreads threads;
  private final Factor[] factors;
  private final int[][] nearest;
  private final float[][] similarities;
  private final long[] distances;
  private final int[] chosen;

  private Start(List<EmbeddingBlock> blocks, int clusters, ProductThreads threads) {
    this.blocks = blocks;
    this.threads = threads;
    dimension = blocks.get(0).dimension();
    rows = blocks.stream().mapToInt(EmbeddingBlock::rows).sum();
    factors = new Factor[(rows + ROWS - 1) / ROWS];
    nearest = new int[blocks.size()][];
    similarities = new float[blocks.size()][];
    for (int i = 0; i < blocks.size(); i++) {
      nearest[i] = new int[blocks.get(i).rows()];
      similarities[i] = new float[blocks.get(i).rows()];
      Arrays.fill(similarities[i], Float.NEGATIVE_INFINITY);
    }
    distances = new long[rows];
    Arrays.fill(distances, 1L << 31);
    chosen = new int[Math.min(clusters, rows)];
  }

  /** Returns the draw of the rows that the first centroids are chosen from. */
  static RowSample rows(KMeansConfig config) {
    long clusters = config.clusters();
    long rows =
        switch (config.start()) {
          case RANDOM -> clusters;
          case PLUS_PLUS ->
              Math.max(2 * clusters, Math.min(ROWS_PER_CENTROID * clusters, MOST_ROWS));
        };
    return new RowSample(rows, config.seed(), "start");
  }

  /**
   * Chooses centroids, as many as there are clusters or rows.
   *
   * @param blocks what {@link #rows} drew, at least one row
   */
  static Centroids of(List<EmbeddingBlock> blocks, KMeansConfig config, ProductThreads threads) {
    Start start = new Start(blocks, config.clusters(), threads);
    return switch (config.start()) {
      case RANDOM -> start.all();
      case PLUS_PLUS -> start.plusPlus(config.seed());
    };
  }

  private Centroids all() {
    Arrays.setAll(chosen, i -> i);
    return centroids(0, chosen.length);
  }

  /**
   * k-means++ in rounds: each row is drawn with probability proportional to its distance 2 − 2 cos
   * from the nearest that the rounds before chose. The first rounds choose one row, the others an
   * eighth of what is chosen, so that the distances come from matrix products. Draw {@code i} is
   * the keyed hash of {@code i}; distances are fixed-point, so that their sums are exact. Time: 2 ×
   * rows × clusters × dimension operations.
   */
  private Centroids plusPlus(long seed) {
    long[] until = new long[rows];
    boolean[] taken = new boolean[rows];
    int draws = 0;
    try {
      for (int done = 0; done < chosen.length; ) {
        long total = 0;
        for (int row = 0; row < rows; row++) {
          total += taken[row] ? 0 : distances[row];
          until[row] = total;
        }
        int end = Math.min(chosen.length, done + Math.max(1, done / SHARE));
        int first = done;
        for (int i = first; i < end; i++) {
          double uniform = Draws.uniform(seed, "start", Integer.toString(draws++));
          int row =
              total == 0
                  ? (int) (uniform * rows) // copies of what is chosen: any will do
                  : at(until, Math.min(total - 1, (long) (uniform * total)));
          if (total == 0 || !taken[row]) {
            taken[row] = true;
            chosen[done++] = row;
          }
        }
        if (total > 0 && done < chosen.length) {
          measure(centroids(first, done));
        }
      }
      return centroids(0, chosen.length);
    } finally {
      for (Factor factor : factors) {
        if (factor != null) {
          factor.close();
        }
      }
    }
  }

  /** Returns the row that the {@code target}-th unit of distance belongs to. */
  private static int at(long[] until, long target) {
    int low = 0;
    int high = until.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (until[middle] > target) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Brings each row's distance up to date with newly chosen rows. */
  private void measure(Centroids added) {
    threads.each(
        (thread, product) -> {
          ExactNearest.Columns columns = new ExactNearest.Columns(added, product);
          try (columns) {
            for (int i = thread; i < factors.length; i += threads.parallelism()) {
              measure(i, added, columns, product);
            }
          }
          return null;
        });
  }

  private void measure(
      int part, Centroids added, ExactNearest.Columns columns, MatrixProduct product) {
    int block = part * ROWS / RowSample.ROWS_PER_BLOCK;
    int first = part * ROWS % RowSample.ROWS_PER_BLOCK;
    EmbeddingBlock of = blocks.get(block);
    int count = Math.min(ROWS, of.rows() - first);
    if (factors[part] == null) {
      factors[part] = product.factor(of.values(), first, count, dimension);
    }
    Decision decision =
        new Decision(of.values(), added.values(), dimension, nearest[block], similarities[block]);
    columns.propose(factors[part], first, decision);
    for (int i = 0; i < count; i++) {
      float similarity = similarities[block][first + i];
      distances[part * ROWS + i] = Math.max(0, (long) ((1 - similarity) * (1L << 31)));
    }
  }

  private Centroids centroids(int from, int to) {
    float[] values = new float[(to - from) * dimension];
    for (int i = from; i < to; i++) {
      EmbeddingBlock block = blocks.get(chosen[i] / RowSample.ROWS_PER_BLOCK);
      int row = chosen[i] % RowSample.ROWS_PER_BLOCK;
      System.arraycopy(
          block.values(), block.offset(row), values, (i - from) * dimension, dimension);
    }
    return new Centroids(values, dimension);
  }
}
