package io.gleaner.pipeline.image;

/**
 * Antialiased resampling of float32 with PyTorch's arithmetic, {@code interpolate(...,
 * antialias=True)}: Pillow's filters with float32 weights, rows first and columns second, no
 * rounding and no clipping. Even where a weight is taken is computed in float32, as PyTorch does:
 * far from the first pixel that decides the fifth digit. Only the asked-for window of the output is
 * computed. Thread-safe, no state.
 */
final class FloatResampler {
  private FloatResampler() {}

  /** As {@code Resampler.Weights}, but float32. */
  private static final class Weights {
    final int[] first;
    final int[] count;
    final float[] weight;
    final int widest;

    Weights(int in, int out, int from, int to, Interpolation filter) {
      float scale = (float) in / out;
      float support = (filter == Interpolation.BICUBIC ? 2 : 1) * Math.max(scale, 1);
      float narrowing = scale >= 1 ? 1 / scale : 1;
      widest = (int) Math.ceil(support) * 2 + 1;
      first = new int[to - from];
      count = new int[to - from];
      weight = new float[(to - from) * widest];
      for (int i = from; i < to; i++) {
        float centre = scale * (i + 0.5f);
        int start = Math.max(0, (int) (centre - support + 0.5f));
        int taps = Math.min(in, (int) (centre + support + 0.5f)) - start;
        int at = (i - from) * widest;
        float sum = 0;
        for (int tap = 0; tap < taps; tap++) {
          weight[at + tap] = value(filter, (tap + start - centre + 0.5f) * narrowing);
          sum += weight[at + tap];
        }
        for (int tap = 0; tap < taps && sum != 0; tap++) {
          weight[at + tap] /= sum;
        }
        first[i - from] = start;
        count[i - from] = taps;
      }
    }

    private static float value(Interpolation filter, float x) {
      float distance = Math.abs(x);
      return switch (filter) {
        case BILINEAR -> distance < 1 ? 1 - distance : 0;
        case BICUBIC ->
            distance < 1
                ? (1.5f * distance - 2.5f) * distance * distance + 1
                : distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * -0.5f : 0;
        case NEAREST, LANCZOS, BOX, HAMMING ->
            throw new IllegalArgumentException(filter + " of floats is not computed");
      };
    }
  }

  /**
   * Resamples a window of the image's resampled form.
   *
   * @param values [256] what a byte stands for
   * @return [rows, columns, 3]
   */
  static float[] resample(RgbImage image, float[] values, Interpolation filter, Window window) {
    int bottom = window.top() + window.rows();
    Weights down = new Weights(image.height(), window.outHeight(), window.top(), bottom, filter);
    int firstRow = image.height();
    int lastRow = 0;
    for (int y = 0; y < window.rows(); y++) {
      firstRow = Math.min(firstRow, down.first[y]);
      lastRow = Math.max(lastRow, down.first[y] + down.count[y]);
    }
    float[] narrow = horizontally(image, values, filter, window, firstRow, lastRow);
    int line = 3 * window.columns();
    float[] out = new float[window.rows() * line];
    for (int y = 0; y < window.rows(); y++) {
      for (int tap = 0; tap < down.count[y]; tap++) {
        float weight = down.weight[y * down.widest + tap];
        int from = (down.first[y] + tap - firstRow) * line;
        for (int x = 0; x < line; x++) {
          out[y * line + x] += narrow[from + x] * weight;
        }
      }
    }
    return out;
  }

  private static float[] horizontally(
      RgbImage image,
      float[] values,
      Interpolation filter,
      Window window,
      int firstRow,
      int lastRow) {
    int right = window.left() + window.columns();
    Weights across = new Weights(image.width(), window.outWidth(), window.left(), right, filter);
    byte[] in = image.rgb();
    float[] out = new float[(lastRow - firstRow) * window.columns() * 3];
    int to = 0;
    for (int y = firstRow; y < lastRow; y++) {
      int line = y * image.width() * 3;
      for (int x = 0; x < window.columns(); x++) {
        int from = line + across.first[x] * 3;
        int at = x * across.widest;
        int end = at + across.count[x];
        float red = 0;
        float green = 0;
        float blue = 0;
        for (; at < end; at++, from += 3) {
          float weight = across.weight[at];
          red += values[in[from] & 0xff] * weight;
          green += values[in[from + 1] & 0xff] * weight;
          blue += values[in[from + 2] & 0xff] * weight;
        }
        out[to++] = red;
        out[to++] = green;
        out[to++] = blue;
      }
    }
    return out;
  }
}
