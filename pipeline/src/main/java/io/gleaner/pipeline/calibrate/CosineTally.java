package io.gleaner.pipeline.calibrate;

import io.gleaner.dedup.calibration.Interval;
import io.gleaner.dedup.calibration.Thresholds;

/** Cosines of pairs, counted by threshold and in a histogram of bins of 0.01. Not thread-safe. */
public final class CosineTally {
  static final int BINS = 200;
  private static final int PER_UNIT = 100;

  private final Thresholds thresholds;
  private final long[] levels;
  private final long[] bins = new long[BINS];
  private long pairs;

  CosineTally(Thresholds thresholds) {
    this.thresholds = thresholds;
    levels = new long[thresholds.size() + 1];
  }

  void add(float cosine) {
    levels[thresholds.level(cosine)]++;
    bins[bin(cosine)]++;
    pairs++;
  }

  /** A bin holds its lower edge; the last also what rounding brings above 1. */
  private static int bin(float cosine) {
    int bin = (int) Math.floor(cosine * PER_UNIT) + PER_UNIT;
    if (bin + 1 < BINS && cosine >= lower(bin + 1)) {
      bin++;
    }
    return Math.max(0, Math.min(BINS - 1, bin));
  }

  /** Returns the lower edge of a bin; that of {@link #BINS} is the upper edge of the last. */
  static float lower(int bin) {
    return (bin - PER_UNIT) / (float) PER_UNIT;
  }

  long count(int bin) {
    return bins[bin];
  }

  long pairs() {
    return pairs;
  }

  /** Returns how many pairs are above a threshold, by its place. */
  long above(int threshold) {
    long above = 0;
    for (int level = threshold + 1; level < levels.length; level++) {
      above += levels[level];
    }
    return above;
  }

  /** Returns the share of pairs above a threshold, as if pairs were independent of each other. */
  Interval rate(int threshold) {
    return Interval.wilson((double) above(threshold) / Math.max(1, pairs), pairs);
  }
}
