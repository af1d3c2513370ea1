package io.gleaner.pipeline.image;

import io.gleaner.pipeline.image.Preprocessing.Arithmetic;

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
    int columns = window.columns();
    if (window.outHeight() == height) {
      return bytes(
          horizontally(
              arithmetic, in, width, channels, filter, window, window.top(), window.top() + rows));
    }
    FixedPoint down =
        FixedPoint.of(
            arithmetic, height, window.outHeight(), window.top(), window.top() + rows, filter);
    int firstRow = down.first()[0];
    int lastRow = down.first()[rows - 1] + down.count()[rows - 1];
    for (int y = 0; y < rows; y++) { // a window of a wide filter need not start at its first row
      firstRow = Math.min(firstRow, down.first()[y]);
      lastRow = Math.max(lastRow, down.first()[y] + down.count()[y]);
    }
    int[] narrow = horizontally(arithmetic, in, width, channels, filter, window, firstRow, lastRow);
    return DownColumns.resample(narrow, columns * channels, down, firstRow, rows);
  }

  private static int[] horizontally(
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
    if (window.outWidth() != width) {
      FixedPoint across =
          FixedPoint.of(arithmetic, width, window.outWidth(), left, left + columns, filter);
      return new AcrossRows(across, columns, channels).resample(in, width, firstRow, lastRow);
    }
    int line = columns * channels;
    int[] out = new int[(lastRow - firstRow) * line];
    for (int y = firstRow, to = 0; y < lastRow; y++) {
      for (int x = 0, from = (y * width + left) * channels; x < line; x++, from++, to++) {
        out[to] = in[from] & 0xff;
      }
    }
    return out;
  }

  private static byte[] bytes(int[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
