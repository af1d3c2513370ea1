package io.gleaner.dedup.hash;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The 64-bit hash of an image's low frequencies that is known as pHash, with the bits of
 * ImageHash's {@code phash} of the same thumbnail: the 8 × 8 lowest coefficients of the
 * two-dimensional DCT-II of 32 × 32 grey levels, each bit saying whether a coefficient is above the
 * median of the 64. Recompressed, resized or recoloured copies differ in few bits, different
 * pictures in about 32.
 *
 * <p>Computed in double precision in a fixed order, so that every machine gives the same bits.
 * Thread-safe, no state.
 */
public final class PerceptualHash {
  /** Rows and columns of the thumbnail. */
  public static final int SIDE = 32;

  private static final int LOW = 8;

  /**
   * A coefficient says something about the picture from this value on: a wave of a quarter of a
   * grey level. Rounding grey levels to integers moves a coefficient by some 0.3.
   */
  private static final double SIGNIFICANT = 4;

  /**
   * Of the 63 low coefficients beside the mean, as many must be significant for a hash. One colour
   * has none, a gradient along an axis at most 7, the sum of two gradients 14; among 1,500
   * photographs and edited copies of them, the least was 44.
   */
  private static final int ENOUGH = 24;

  /**
   * [8, 32] {@code cos((2x + 1) u π / 64) / 4}: waves of unit length, as u = 0 is not, which the
   * usual definition leaves unscaled.
   */
  private static final double[] BASIS = basis();

  private PerceptualHash() {}

  /**
   * Returns the hash, or nothing for a flat picture, whose coefficients are noise.
   *
   * @param grey [32, 32] unsigned grey levels, row-major
   * @return bit {@code 63 - (8 v + u)} belongs to the coefficient of vertical frequency v and
   *     horizontal frequency u
   */
  public static OptionalLong of(byte[] grey) {
    double[] coefficients = lowFrequencies(grey);
    int significant = 0;
    for (int i = 1; i < coefficients.length; i++) {
      if (Math.abs(coefficients[i]) >= SIGNIFICANT) {
        significant++;
      }
    }
    return significant < ENOUGH ? OptionalLong.empty() : OptionalLong.of(bits(coefficients));
  }

  /** Returns the number of bits in which two hashes differ, 0 to 64. */
  public static int distance(long one, long other) {
    return Long.bitCount(one ^ other);
  }

  /** Returns {@code 1 - distance / 64}, exact in a float. */
  public static float similarity(long one, long other) {
    return 1 - distance(one, other) / 64f;
  }

  /** Returns [8, 8] coefficients, vertical frequency first. */
  static double[] lowFrequencies(byte[] grey) {
    if (grey.length != SIDE * SIDE) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "a thumbnail has %d grey levels, must have 32 x 32", grey.length));
    }
    double[] rows = new double[SIDE * LOW]; // [y, u]
    for (int y = 0; y < SIDE; y++) {
      for (int u = 0; u < LOW; u++) {
        double sum = 0;
        for (int x = 0; x < SIDE; x++) {
          sum += BASIS[u * SIDE + x] * (grey[y * SIDE + x] & 0xff);
        }
        rows[y * LOW + u] = sum;
      }
    }
    double[] coefficients = new double[LOW * LOW];
    for (int v = 0; v < LOW; v++) {
      for (int u = 0; u < LOW; u++) {
        double sum = 0;
        for (int y = 0; y < SIDE; y++) {
          sum += BASIS[v * SIDE + y] * rows[y * LOW + u];
        }
        coefficients[v * LOW + u] = sum;
      }
    }
    return coefficients;
  }

  private static long bits(double[] coefficients) {
    double[] sorted = coefficients.clone();
    Arrays.sort(sorted);
    double median = (sorted[31] + sorted[32]) / 2;
    long bits = 0;
    for (double coefficient : coefficients) {
      bits = bits << 1 | (coefficient > median ? 1 : 0);
    }
    return bits;
  }

  private static double[] basis() {
    double[] basis = new double[LOW * SIDE];
    for (int u = 0; u < LOW; u++) {
      for (int x = 0; x < SIDE; x++) {
        // StrictMath: Math.cos may differ by machine
        basis[u * SIDE + x] = 0.25 * StrictMath.cos((2 * x + 1) * u * Math.PI / (2 * SIDE));
      }
    }
    return basis;
  }
}
