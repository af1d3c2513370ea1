package io.gleaner.dedup.calibration;

/**
 * How alike two images are, by several measures. Each measure has candidates for its threshold,
 * from the loosest to the strictest; a pair's level is how many of them it matches at, the first so
 * many. Thread-safe.
 */
public interface PairLevels {
  /** Returns how many candidates each measure has. */
  int[] candidates();

  /**
   * Looks at the images numbered {@code i} and {@code j}.
   *
   * @param levels receives the pair's level by each measure, 0 to its number of candidates
   */
  void of(int i, int j, int[] levels);
}
