package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.sampling.Draws;
import io.gleaner.clustering.sampling.KeyedSample;
import io.gleaner.clustering.vector.DotProduct;
import java.util.Arrays;
import java.util.List;

/** The first centroids: rows of the training sample. */
final class Start {
  private Start() {}

  /** Returns {@code clusters} rows, chosen by keyed hash. */
  static Centroids random(EmbeddingBlock sample, int clusters, long seed) {
    KeyedSample<Integer> drawn = new KeyedSample<>(clusters, seed, "start");
    for (int row = 0; row < sample.rows(); row++) {
      drawn.offer(sample.id(row), row);
    }
    List<Integer> rows = drawn.items();
    return of(sample, rows.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * k-means++: each next row is drawn with probability proportional to its distance 2 − 2 cos from
   * the nearest chosen so far. Draw {@code i} is the keyed hash of {@code i}; distances are
   * fixed-point, so that their sums are exact. Time: rows × clusters × dimension.
   */
  static Centroids plusPlus(EmbeddingBlock sample, int clusters, long seed) {
    int rows = sample.rows();
    int dimension = sample.dimension();
    long[] distance = new long[rows];
    Arrays.fill(distance, 1L << 31);
    int[] chosen = new int[clusters];
    for (int i = 0; i < clusters; i++) {
      long total = 0;
      for (long each : distance) {
        total += each;
      }
      double uniform = Draws.uniform(seed, "start", Integer.toString(i));
      chosen[i] =
          total == 0
              ? (int) (uniform * rows)
              : at(distance, Math.min(total - 1, (long) (uniform * total)));
      int offset = sample.offset(chosen[i]);
      for (int row = 0; row < rows; row++) {
        if (distance[row] > 0) {
          float similarity =
              DotProduct.of(
                  sample.values(), sample.offset(row), sample.values(), offset, dimension);
          long here = Math.max(0, (long) ((1 - similarity) * (1L << 31)));
          distance[row] = Math.min(distance[row], here);
        }
      }
      distance[chosen[i]] = 0;
    }
    return of(sample, chosen);
  }

  /** Returns the row that the {@code target}-th unit of distance belongs to. */
  private static int at(long[] distance, long target) {
    long passed = 0;
    for (int row = 0; row < distance.length; row++) {
      passed += distance[row];
      if (passed > target) {
        return row;
      }
    }
    throw new IllegalStateException("target %d of %d".formatted(target, passed));
  }

  private static Centroids of(EmbeddingBlock sample, int[] rows) {
    int dimension = sample.dimension();
    float[] values = new float[rows.length * dimension];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(sample.values(), sample.offset(rows[i]), values, i * dimension, dimension);
    }
    return new Centroids(values, dimension);
  }
}
