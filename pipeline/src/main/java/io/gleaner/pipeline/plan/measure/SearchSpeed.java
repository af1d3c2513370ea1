package io.gleaner.pipeline.plan.measure;

import io.gleaner.retrieval.neighbours.exact.NearestRows;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a pair of vectors takes in the product that searches: random vectors of unit length, all
 * pairs of a cell of the default size, by one thread.
 */
final class SearchSpeed {
  private static final int ROWS = 2048;
  private static final int WARM_UP = 2;
  private static final float FLOOR = 0.9f; // few pairs are above it: what is left is the product

  private SearchSpeed() {}

  /**
   * Returns the processor seconds of one component of one pair, by the pass that took the least.
   */
  static double pairSeconds(int dimension, double seconds) {
    float[] vectors = unitVectors(ROWS, dimension);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    try (NearestRows nearest =
        NearestRows.of(vectors, IntStream.range(0, ROWS).toArray(), dimension)) {
      for (int i = 0; i < WARM_UP; i++) {
        nearest.nearest(vectors, ROWS, 1, FLOOR);
      }
      long end = System.nanoTime() + (long) (seconds * 1e9);
      long least = Long.MAX_VALUE;
      do {
        long start = threads.getCurrentThreadCpuTime();
        nearest.nearest(vectors, ROWS, 1, FLOOR);
        least = Math.min(least, threads.getCurrentThreadCpuTime() - start);
      } while (System.nanoTime() < end);
      return least / 1e9 / ((double) ROWS * ROWS * dimension);
    }
  }

  private static float[] unitVectors(int rows, int dimension) {
    SplittableRandom random = new SplittableRandom(0);
    float[] values = new float[rows * dimension];
    for (int row = 0; row < rows; row++) {
      double squares = 0;
      for (int i = row * dimension; i < (row + 1) * dimension; i++) {
        values[i] = (float) (2 * random.nextDouble() - 1);
        squares += (double) values[i] * values[i];
      }
      float scale = (float) (1 / Math.sqrt(squares));
      for (int i = row * dimension; i < (row + 1) * dimension; i++) {
        values[i] *= scale;
      }
    }
    return values;
  }
}
