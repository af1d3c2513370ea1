package io.gleaner.dedup.calibration;

import java.util.TreeSet;

/**
 * Cosines that may become the threshold, ascending. A pair matches at a threshold where its
 * similarity is above it, in float32, as {@code dedup} decides.
 */
public final class Thresholds {
  private static final int COARSE = 100;
  private static final int FINE = 200;
  private static final float FINE_FROM = 0.9f;

  private final float[] ascending;

  private Thresholds(float[] ascending) {
    this.ascending = ascending;
  }

  /**
   * Returns 0 to 0.9 in steps of 0.01 and from there to 1 in steps of 0.005, with others added.
   *
   * @param more cosines; NaN is passed over
   */
  public static Thresholds grid(double... more) {
    TreeSet<Float> values = new TreeSet<>();
    for (int i = 0; i <= COARSE; i++) {
      values.add(i / (float) COARSE);
    }
    for (int i = 0; i <= FINE; i++) {
      float value = i / (float) FINE;
      if (value >= FINE_FROM) {
        values.add(value);
      }
    }
    for (double value : more) {
      if (!Double.isNaN(value)) {
        values.add((float) value);
      }
    }
    float[] ascending = new float[values.size()];
    int i = 0;
    for (float value : values) {
      ascending[i++] = value;
    }
    return new Thresholds(ascending);
  }

  public int size() {
    return ascending.length;
  }

  public float get(int i) {
    return ascending[i];
  }

  /** Returns the threshold's place, or -1 where it is none of these. */
  public int indexOf(float threshold) {
    int i = java.util.Arrays.binarySearch(ascending, threshold);
    return i < 0 ? -1 : i;
  }

  /** Returns how many thresholds a similarity is above: the first so many. */
  public int level(float similarity) {
    int low = 0;
    int high = ascending.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (similarity > ascending[middle]) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
