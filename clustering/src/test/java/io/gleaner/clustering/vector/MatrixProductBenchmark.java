package io.gleaner.clustering.vector;

import io.gleaner.clustering.embedding.UnitVectors;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Nanoseconds of one thread for a pair of 384 components, in each precision: the product as it
 * comes out, and with a scan of the proposals. Best of five. To run it:
 *
 * <pre>
 * mvn -q -pl clustering test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * OMP_NUM_THREADS=1 java --add-modules jdk.incubator.vector -Dai.djl.offline=true \
 *   -cp clustering/target/test-classes:clustering/target/classes:$(cat clustering/target/cp) \
 *   io.gleaner.clustering.vector.MatrixProductBenchmark
 * </pre>
 */
final class MatrixProductBenchmark {
  private static final int DIMENSION = 384;
  private static final int BASE = 16_384;
  private static final float BAR = 0.3f;

  private MatrixProductBenchmark() {}

  public static void main(String[] arguments) {
    float[] values = new float[BASE * DIMENSION];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    for (int row = 0; row < BASE; row++) {
      UnitVectors.normalise(values, row * DIMENSION, DIMENSION);
    }
    System.out.println("precision  queries  columns  margin  product ns  with scan ns");
    for (ProductPrecision precision : ProductPrecision.values()) {
      for (int[] shape : new int[][] {{512, 512}, {512, 1024}, {1024, 512}, {1024, 1024}}) {
        measure(precision, values, shape[0], shape[1]);
      }
    }
  }

  private static void measure(
      ProductPrecision precision, float[] values, int queries, int columns) {
    try (MatrixProduct product = MatrixProduct.onCpu(precision);
        Factor left = product.factor(values, 0, queries, DIMENSION)) {
      Factor[] base = new Factor[BASE / columns];
      for (int block = 0; block < base.length; block++) {
        base[block] = product.factor(values, block * columns, columns, DIMENSION);
      }
      int[] found = new int[columns];
      double alone = Double.POSITIVE_INFINITY;
      double scanned = Double.POSITIVE_INFINITY;
      float margin = 0;
      for (int round = 0; round < 5; round++) {
        long start = System.nanoTime();
        for (Factor block : base) {
          margin = product.multiply(left, block).margin();
        }
        long between = System.nanoTime();
        for (Factor block : base) {
          Proposals proposals = product.multiply(left, block);
          for (int row = 0; row < queries; row++) {
            proposals.atLeast(row, BAR, found);
          }
        }
        double pairs = (double) queries * BASE;
        alone = Math.min(alone, (between - start) / pairs);
        scanned = Math.min(scanned, (System.nanoTime() - between) / pairs);
      }
      System.out.printf(
          Locale.ROOT,
          "%-9s  %7d  %7d  %.4f  %10.2f  %12.2f%n",
          precision,
          queries,
          columns,
          margin,
          alone,
          scanned);
      for (Factor block : base) {
        block.close();
      }
    }
  }
}
