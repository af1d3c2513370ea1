package io.gleaner.pipeline.image;

import io.gleaner.pipeline.image.Preprocessing.Arithmetic;

/**
 * Which pixels are nearest to those of a resized image. Pillow adds its steps up in double
 * precision, PyTorch ({@code nearest-exact}) multiplies in single: where a pixel lies halfway they
 * may choose different neighbours. Thread-safe, no state.
 */
final class NearestPixels {
  private NearestPixels() {}

  /**
   * @return [rows, columns, channels] bytes
   */
  static byte[] resample(
      Arithmetic arithmetic, byte[] in, int width, int height, int channels, Window window) {
    int[] across = nearest(arithmetic, width, window.outWidth(), window.left(), window.columns());
    int[] down = nearest(arithmetic, height, window.outHeight(), window.top(), window.rows());
    byte[] out = new byte[window.rows() * window.columns() * channels];
    int to = 0;
    for (int y : down) {
      for (int x : across) {
        System.arraycopy(in, (y * width + x) * channels, out, to, channels);
        to += channels;
      }
    }
    return out;
  }

  private static int[] nearest(Arithmetic arithmetic, int in, int out, int from, int count) {
    int[] nearest = new int[count];
    double step = (double) in / out;
    double place = 0.5 * step;
    for (int i = 0; i < from; i++) {
      place += step;
    }
    for (int i = 0; i < count; i++, place += step) {
      int pixel =
          arithmetic == Arithmetic.BYTES
              ? (int) place
              : (int) (float) ((from + i + 0.5) * ((float) in / out));
      nearest[i] = Math.min(pixel, in - 1);
    }
    return nearest;
  }
}
