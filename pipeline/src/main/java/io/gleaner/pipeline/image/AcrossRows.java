package io.gleaner.pipeline.image;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The first half of {@link Resampler}: rows become narrower or wider. As many rows as a vector has
 * lanes are resampled at once, one in each lane, since the same weights are theirs; the sums are of
 * integers, so they are the same at any number of lanes. Memory: the block of rows as ints. Not
 * thread-safe.
 */
final class AcrossRows {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = INTS.length();

  private final FixedPoint across;
  private final int channels;
  private final int left;
  private final int[] block;
  private final int[] resampled;

  /**
   * @param columns of the output
   */
  AcrossRows(FixedPoint across, int columns, int channels) {
    this.across = across;
    this.channels = channels;
    int first = Integer.MAX_VALUE;
    int last = 0;
    for (int x = 0; x < columns; x++) { // a window of a wide filter need not start at its first
      first = Math.min(first, across.first()[x]);
      last = Math.max(last, across.first()[x] + across.count()[x]);
    }
    left = first;
    block = new int[(last - first) * channels * LANES];
    resampled = new int[columns * channels * LANES];
  }

  /**
   * Resamples rows.
   *
   * @param in [height, width, channels] bytes
   * @param firstRow the first that is resampled, {@code lastRow} behind the last
   * @return [lastRow - firstRow, columns, channels] values of bytes
   */
  int[] resample(byte[] in, int width, int firstRow, int lastRow) {
    int line = resampled.length / LANES;
    int[] out = new int[(lastRow - firstRow) * line];
    for (int y = firstRow; y < lastRow; y += LANES) {
      int rows = Math.min(LANES, lastRow - y);
      for (int row = 0; row < rows; row++) {
        load(in, ((y + row) * width + left) * channels, row);
      }
      resampleBlock();
      for (int row = 0; row < rows; row++) {
        store(row, out, (y + row - firstRow) * line, line);
      }
    }
    return out;
  }

  private void load(byte[] in, int from, int row) {
    int values = block.length / LANES;
    for (int i = 0, to = row; i < values; i++, to += LANES) {
      block[to] = in[from + i] & 0xff;
    }
  }

  private void store(int row, int[] out, int to, int line) {
    for (int i = 0, from = row; i < line; i++, from += LANES) {
      out[to + i] = resampled[from];
    }
  }

  private void resampleBlock() {
    int[] weights = across.weight();
    int step = channels * LANES;
    int columns = resampled.length / step;
    int precision = across.precision();
    IntVector half = IntVector.broadcast(INTS, across.half());
    for (int x = 0, to = 0; x < columns; x++) {
      int start = (across.first()[x] - left) * step;
      int firstWeight = x * across.widest();
      int end = firstWeight + across.count()[x];
      for (int channel = 0; channel < channels; channel++, to += LANES) {
        IntVector sum = half;
        for (int at = firstWeight, from = start + channel * LANES; at < end; at++, from += step) {
          sum = sum.add(IntVector.fromArray(INTS, block, from).mul(weights[at]));
        }
        sum.lanewise(VectorOperators.ASHR, precision).max(0).min(255).intoArray(resampled, to);
      }
    }
  }
}
