package io.gleaner.pipeline.image;

/**
 * The weights of one direction as fixed-point numbers: output {@code i} is the sum of {@code
 * count[i]} inputs from {@code first[i]} on, times {@code weight[i * widest ...]}, over 2 to the
 * power of {@code precision}, rounded and clipped to a byte.
 */
record FixedPoint(int[] first, int[] count, int[] weight, int widest, int precision) {
  /** Pillow's: 32-bit weights. */
  private static final int PILLOW = 22;

  /** PyTorch's: 16-bit weights, of as many bits as the largest of a direction leaves. */
  private static final int LARGEST_TENSOR_WEIGHT = 1 << 15;

  /**
   * Returns the weights of a window's outputs.
   *
   * @param in pixels of the whole before
   * @param out pixels of the whole after
   * @param from first output, likewise {@code to} behind the last
   */
  static FixedPoint of(
      Preprocessing.Arithmetic arithmetic,
      int in,
      int out,
      int from,
      int to,
      Interpolation filter) {
    Exact exact = new Exact(in, out, filter);
    int precision =
        switch (arithmetic) {
          case BYTES -> PILLOW;
          case TENSOR_BYTES -> exact.tensorPrecision();
          case FLOATS -> throw new IllegalArgumentException("floats are not bytes");
        };
    int[] first = new int[to - from];
    int[] count = new int[to - from];
    int[] weight = new int[(to - from) * exact.widest];
    for (int i = from; i < to; i++) {
      exact.at(i);
      for (int x = 0; x < exact.count; x++) {
        double value = exact.weight[x] * (1 << precision);
        weight[(i - from) * exact.widest + x] = (int) (value < 0 ? value - 0.5 : value + 0.5);
      }
      first[i - from] = exact.first;
      count[i - from] = exact.count;
    }
    return new FixedPoint(first, count, weight, exact.widest, precision);
  }

  /** Returns half of what a rounded sum is divided by, where every sum begins. */
  int half() {
    return 1 << (precision - 1);
  }

  /** The weights of one output after another, in double precision. */
  private static final class Exact {
    final int widest;
    final double[] weight;
    int first;
    int count;

    private final int in;
    private final int out;
    private final Interpolation filter;
    private final double scale;
    private final double widening;
    private final double support;

    Exact(int in, int out, Interpolation filter) {
      this.in = in;
      this.out = out;
      this.filter = filter;
      scale = (double) in / out;
      widening = Math.max(scale, 1);
      support = filter.support() * widening;
      widest = (int) Math.ceil(support) * 2 + 1;
      weight = new double[widest];
    }

    void at(int i) {
      double centre = (i + 0.5) * scale;
      first = Math.max(0, (int) (centre - support + 0.5));
      count = Math.min(in, (int) (centre + support + 0.5)) - first;
      double sum = 0;
      for (int x = 0; x < count; x++) {
        weight[x] = filter.at((x + first - centre + 0.5) * (1 / widening));
        sum += weight[x];
      }
      for (int x = 0; x < count && sum != 0; x++) {
        weight[x] *= 1 / sum;
      }
    }

    /** Returns the most bits that the largest weight of the whole direction leaves. */
    int tensorPrecision() {
      double largest = 0;
      for (int i = 0; i < out; i++) {
        at(i);
        for (int x = 0; x < count; x++) {
          largest = Math.max(largest, weight[x]);
        }
      }
      int precision = 0;
      while (precision < PILLOW
          && (int) (0.5 + largest * (1 << (precision + 1))) < LARGEST_TENSOR_WEIGHT) {
        precision++;
      }
      return precision;
    }
  }
}
