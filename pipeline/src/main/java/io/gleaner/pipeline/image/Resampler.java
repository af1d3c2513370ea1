package io.gleaner.pipeline.image;

import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import java.util.Arrays;

/**
 * Antialiased resampling of bytes: the filter is widened by the scale when an image shrinks, its
 * weights are {@link FixedPoint fixed-point numbers}, rows are resampled first and columns second,
 * with rounding and clipping to a byte in between. Pixels equal those of Pillow's {@code
 * Image.resize}, or of PyTorch's {@code interpolate} on tensors of bytes. Only the asked-for window
 * of the output is computed. Thread-safe, no state.
 */
final class Resampler {
  private Resampler() {}

  /**
   * Resamples a window of the whole image's resampled form.
   *
   * @param in [height, width, channels] bytes
   * @return [rows, columns, channels] bytes
   */
  static byte[] resample(
      Arithmetic arithmetic,
      byte[] in,
      int width,
      int height,
      int channels,
      Interpolation filter,
      Window window) {
    if (filter == Interpolation.NEAREST) {
      return NearestPixels.resample(arithmetic, in, width, height, channels, window);
    }
    int rows = window.rows();
    int bottom = window.top() + rows;
    FixedPoint down =
        FixedPoint.of(arithmetic, height, window.outHeight(), window.top(), bottom, filter);
    int firstRow = down.first()[0];
    int lastRow = down.first()[rows - 1] + down.count()[rows - 1];
    for (int y = 0; y < rows; y++) { // a window of a wide filter need not start at its first row
      firstRow = Math.min(firstRow, down.first()[y]);
      lastRow = Math.max(lastRow, down.first()[y] + down.count()[y]);
    }
    if (window.outHeight() == height) {
      return horizontally(
          arithmetic, in, width, channels, filter, window, window.top(), window.top() + rows);
    }
    byte[] narrow =
        horizontally(arithmetic, in, width, channels, filter, window, firstRow, lastRow);
    return vertically(narrow, window.columns() * channels, down, firstRow, rows);
  }

  private static byte[] horizontally(
      Arithmetic arithmetic,
      byte[] in,
      int width,
      int channels,
      Interpolation filter,
      Window window,
      int firstRow,
      int lastRow) {
    int left = window.left();
    int columns = window.columns();
    byte[] out = new byte[(lastRow - firstRow) * columns * channels];
    if (window.outWidth() == width) {
      for (int y = firstRow; y < lastRow; y++) {
        System.arraycopy(
            in,
            (y * width + left) * channels,
            out,
            (y - firstRow) * columns * channels,
            columns * channels);
      }
      return out;
    }
    FixedPoint across =
        FixedPoint.of(arithmetic, width, window.outWidth(), left, left + columns, filter);
    int[] weights = across.weight();
    int half = across.half();
    int to = 0;
    for (int y = firstRow; y < lastRow; y++) {
      int line = y * width * channels;
      for (int x = 0; x < columns; x++) {
        int from = line + across.first()[x] * channels;
        int at = x * across.widest();
        int end = at + across.count()[x];
        if (channels == 3) {
          int red = half;
          int green = half;
          int blue = half;
          for (; at < end; at++, from += 3) {
            int weight = weights[at];
            red += (in[from] & 0xff) * weight;
            green += (in[from + 1] & 0xff) * weight;
            blue += (in[from + 2] & 0xff) * weight;
          }
          out[to++] = across.clip(red);
          out[to++] = across.clip(green);
          out[to++] = across.clip(blue);
        } else {
          int sum = half;
          for (; at < end; at++, from++) {
            sum += (in[from] & 0xff) * weights[at];
          }
          out[to++] = across.clip(sum);
        }
      }
    }
    return out;
  }

  private static byte[] vertically(byte[] in, int line, FixedPoint down, int firstRow, int rows) {
    byte[] out = new byte[rows * line];
    int[] sums = new int[line];
    for (int y = 0; y < rows; y++) {
      Arrays.fill(sums, down.half());
      for (int tap = 0; tap < down.count()[y]; tap++) {
        int weight = down.weight()[y * down.widest() + tap];
        int from = (down.first()[y] + tap - firstRow) * line;
        for (int x = 0; x < line; x++) {
          sums[x] += (in[from + x] & 0xff) * weight;
        }
      }
      for (int x = 0; x < line; x++) {
        out[y * line + x] = down.clip(sums[x]);
      }
    }
    return out;
  }
}
