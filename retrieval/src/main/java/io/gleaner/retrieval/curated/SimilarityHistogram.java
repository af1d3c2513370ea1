package io.gleaner.retrieval.curated;

/**
 * A sketch of many similarities: {@value #BINS} equal bins over [-1, 1]. A quantile is off by at
 * most half a bin, 2^-16; the least and the greatest are exact. Memory: 512 KiB. Not thread-safe.
 */
final class SimilarityHistogram {
  static final int BINS = 1 << 16;

  private final long[] bins = new long[BINS];
  private long count;
  private float least = Float.POSITIVE_INFINITY;
  private float greatest = Float.NEGATIVE_INFINITY;

  /** Counts a similarity; a NaN, which stands for none, is passed over. */
  void add(float similarity) {
    if (Float.isNaN(similarity)) {
      return;
    }
    int bin = (int) ((similarity + 1.0) * (BINS / 2));
    bins[Math.max(0, Math.min(BINS - 1, bin))]++;
    count++;
    least = Math.min(least, similarity);
    greatest = Math.max(greatest, similarity);
  }

  long count() {
    return count;
  }

  /**
   * Returns a similarity that a share {@code p} of all do not exceed, the smallest such one; NaN if
   * nothing was counted.
   */
  float quantile(double p) {
    if (count == 0) {
      return Float.NaN;
    }
    long wanted = Math.max(1, (long) Math.ceil(p * count));
    if (wanted == 1) {
      return least;
    }
    if (wanted >= count) {
      return greatest;
    }
    long below = 0;
    int bin = -1;
    while (below < wanted) {
      below += bins[++bin];
    }
    float centre = (float) ((bin + 0.5) / (BINS / 2) - 1);
    return Math.max(least, Math.min(greatest, centre));
  }
}
