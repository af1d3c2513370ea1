package io.gleaner.pipeline.image;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The second half of {@link Resampler}: columns become shorter or longer, as many neighbours at
 * once as a vector has lanes. Thread-safe, no state.
 */
final class DownColumns {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = INTS.length();

  private DownColumns() {}

  /**
   * Resamples columns.
   *
   * @param in [some rows, line] values of bytes
   * @param down weights of the rows of the output
   * @param firstRow the row of the whole that {@code in} begins with
   * @return [rows, line] bytes
   */
  static byte[] resample(int[] in, int line, FixedPoint down, int firstRow, int rows) {
    byte[] out = new byte[rows * line];
    int[] values = new int[line];
    for (int y = 0; y < rows; y++) {
      int from = (down.first()[y] - firstRow) * line;
      resampleRow(in, from, down, y, values);
      for (int x = 0, to = y * line; x < line; x++, to++) {
        out[to] = (byte) values[x];
      }
    }
    return out;
  }

  private static void resampleRow(int[] in, int from, FixedPoint down, int y, int[] values) {
    int[] weights = down.weight();
    int line = values.length;
    int firstWeight = y * down.widest();
    int end = firstWeight + down.count()[y];
    int precision = down.precision();
    IntVector half = IntVector.broadcast(INTS, down.half());
    int x = 0;
    for (; x + LANES <= line; x += LANES) {
      IntVector sum = half;
      for (int at = firstWeight, source = from + x; at < end; at++, source += line) {
        sum = sum.add(IntVector.fromArray(INTS, in, source).mul(weights[at]));
      }
      sum.lanewise(VectorOperators.ASHR, precision).max(0).min(255).intoArray(values, x);
    }
    for (; x < line; x++) {
      int sum = down.half();
      for (int at = firstWeight, source = from + x; at < end; at++, source += line) {
        sum += in[source] * weights[at];
      }
      values[x] = Math.max(0, Math.min(sum >> precision, 255));
    }
  }
}
