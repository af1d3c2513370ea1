package io.gleaner.pipeline.image;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The first half of {@link Resampler}: rows become narrower or wider. As many rows as a vector has
 * lanes are resampled at once, one in each lane, since the same weights are theirs; the sums are of
 * integers, so they are the same at any number of lanes. Memory: the block of rows, and what comes
 * out, as ints. Not thread-safe.
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
   * @param channels 3, or 1
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
    if (channels == 3) {
      resampleColours();
    } else {
      resampleGrey();
    }
  }

  private void resampleColours() {
    int step = 3 * LANES;
    int[] weights = across.weight();
    int columns = resampled.length / step;
    IntVector half = IntVector.broadcast(INTS, across.half());
    for (int x = 0, to = 0; x < columns; x++, to += step) {
      int from = (across.first()[x] - left) * step;
      int at = x * across.widest();
      int end = at + across.count()[x];
      IntVector red = half;
      IntVector green = half;
      IntVector blue = half;
      for (; at < end; at++, from += step) {
        int weight = weights[at];
        red = red.add(IntVector.fromArray(INTS, block, from).mul(weight));
        green = green.add(IntVector.fromArray(INTS, block, from + LANES).mul(weight));
        blue = blue.add(IntVector.fromArray(INTS, block, from + 2 * LANES).mul(weight));
      }
      clipped(red).intoArray(resampled, to);
      clipped(green).intoArray(resampled, to + LANES);
      clipped(blue).intoArray(resampled, to + 2 * LANES);
    }
  }

  private void resampleGrey() {
    int[] weights = across.weight();
    int columns = resampled.length / LANES;
    IntVector half = IntVector.broadcast(INTS, across.half());
    for (int x = 0, to = 0; x < columns; x++, to += LANES) {
      int from = (across.first()[x] - left) * LANES;
      int at = x * across.widest();
      int end = at + across.count()[x];
      IntVector sum = half;
      for (; at < end; at++, from += LANES) {
        sum = sum.add(IntVector.fromArray(INTS, block, from).mul(weights[at]));
      }
      clipped(sum).intoArray(resampled, to);
    }
  }

  private IntVector clipped(IntVector sum) {
    return sum.lanewise(VectorOperators.ASHR, across.precision()).max(0).min(255);
  }
}
