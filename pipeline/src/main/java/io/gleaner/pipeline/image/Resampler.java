package io.gleaner.pipeline.image;

/**
 * Antialiased resampling with Pillow's arithmetic: the filter is widened by the scale when an image
 * shrinks, its weights are fixed-point numbers of 22 bits, rows are resampled first and columns
 * second, with rounding and clipping to a byte in between. Pixels equal Pillow's {@code
 * Image.resize}. Only the asked-for window of the output is computed. Thread-safe, no state.
 */
final class Resampler {
  private static final int PRECISION = 22;
  private static final int HALF = 1 << (PRECISION - 1);

  private Resampler() {}

  /**
   * The weights of one direction: output {@code i} is the sum of {@code count[i]} inputs from
   * {@code first[i]} on, times {@code weight[i * widest ...]}.
   */
  private record Weights(int[] first, int[] count, int[] weight, int widest) {
    static Weights of(int in, int out, int from, int to, Interpolation filter) {
      double scale = (double) in / out;
      double widening = Math.max(scale, 1);
      double support = (filter == Interpolation.BICUBIC ? 2 : 1) * widening;
      int widest = (int) Math.ceil(support) * 2 + 1;
      int[] first = new int[to - from];
      int[] count = new int[to - from];
      int[] weight = new int[(to - from) * widest];
      double[] exact = new double[widest];
      for (int i = from; i < to; i++) {
        double centre = (i + 0.5) * scale;
        int start = Math.max(0, (int) (centre - support + 0.5));
        int end = Math.min(in, (int) (centre + support + 0.5));
        double sum = 0;
        for (int x = start; x < end; x++) {
          double value = value(filter, (x - centre + 0.5) * (1 / widening));
          exact[x - start] = value;
          sum += value;
        }
        for (int x = 0; x < end - start; x++) {
          double value = (sum == 0 ? exact[x] : exact[x] * (1 / sum)) * (1 << PRECISION);
          weight[(i - from) * widest + x] = (int) (value < 0 ? value - 0.5 : value + 0.5);
        }
        first[i - from] = start;
        count[i - from] = end - start;
      }
      return new Weights(first, count, weight, widest);
    }

    private static double value(Interpolation filter, double x) {
      double distance = Math.abs(x);
      return switch (filter) {
        case BILINEAR -> distance < 1 ? 1 - distance : 0;
        case BICUBIC ->
            distance < 1
                ? (1.5 * distance - 2.5) * distance * distance + 1
                : distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * -0.5 : 0;
      };
    }
  }

  /**
   * Resamples a window of the whole image's resampled form.
   *
   * @param in [height, width, channels] bytes
   * @return [rows, columns, channels] bytes
   */
  static byte[] resample(
      byte[] in, int width, int height, int channels, Interpolation filter, Window window) {
    int rows = window.rows();
    int bottom = window.top() + rows;
    Weights down = Weights.of(height, window.outHeight(), window.top(), bottom, filter);
    int firstRow = down.first[0];
    int lastRow = down.first[rows - 1] + down.count[rows - 1];
    for (int y = 0; y < rows; y++) { // a window of a wide filter need not start at its first row
      firstRow = Math.min(firstRow, down.first[y]);
      lastRow = Math.max(lastRow, down.first[y] + down.count[y]);
    }
    byte[] narrow = horizontally(in, width, channels, filter, window, firstRow, lastRow);
    if (window.outHeight() == height) {
      return narrow;
    }
    return vertically(narrow, window.columns() * channels, down, firstRow, rows);
  }

  private static byte[] horizontally(
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
    Weights across = Weights.of(width, window.outWidth(), left, left + columns, filter);
    int to = 0;
    for (int y = firstRow; y < lastRow; y++) {
      int line = y * width * channels;
      for (int x = 0; x < columns; x++) {
        int from = line + across.first[x] * channels;
        int at = x * across.widest;
        int end = at + across.count[x];
        if (channels == 3) {
          int red = HALF;
          int green = HALF;
          int blue = HALF;
          for (; at < end; at++, from += 3) {
            int weight = across.weight[at];
            red += (in[from] & 0xff) * weight;
            green += (in[from + 1] & 0xff) * weight;
            blue += (in[from + 2] & 0xff) * weight;
          }
          out[to++] = clip(red);
          out[to++] = clip(green);
          out[to++] = clip(blue);
        } else {
          int sum = HALF;
          for (; at < end; at++, from++) {
            sum += (in[from] & 0xff) * across.weight[at];
          }
          out[to++] = clip(sum);
        }
      }
    }
    return out;
  }

  private static byte[] vertically(byte[] in, int line, Weights down, int firstRow, int rows) {
    byte[] out = new byte[rows * line];
    int[] sums = new int[line];
    for (int y = 0; y < rows; y++) {
      java.util.Arrays.fill(sums, HALF);
      for (int tap = 0; tap < down.count[y]; tap++) {
        int weight = down.weight[y * down.widest + tap];
        int from = (down.first[y] + tap - firstRow) * line;
        for (int x = 0; x < line; x++) {
          sums[x] += (in[from + x] & 0xff) * weight;
        }
      }
      for (int x = 0; x < line; x++) {
        out[y * line + x] = clip(sums[x]);
      }
    }
    return out;
  }

  private static byte clip(int sum) {
    int value = sum >> PRECISION;
    return (byte) (value < 0 ? 0 : Math.min(value, 255));
  }
}
