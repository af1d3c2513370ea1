package io.gleaner.dedup.calibration;

/**
 * Pairs of labelled images by level, for each group of images. A pair of one group is a pair of
 * copies and counts twice there, once for each image; a pair of two groups is none and counts once
 * in each of both. Memory: 8 × groups × (candidates + 1) bytes.
 */
public final class GroupedCounts {
  private final int groups;
  private final int levels;
  private final int[] copies;
  private final int[] others;

  GroupedCounts(int groups, int candidates) {
    this.groups = groups;
    levels = candidates + 1;
    copies = new int[Math.multiplyExact(groups, levels)];
    others = new int[copies.length];
  }

  /** Adds what an image of a group is alike to. */
  synchronized void add(int group, int[] copiesByLevel, int[] othersByLevel, int from) {
    for (int level = 0; level < levels; level++) {
      copies[group * levels + level] += copiesByLevel[from + level];
      others[group * levels + level] += othersByLevel[from + level];
    }
  }

  int groups() {
    return groups;
  }

  int levels() {
    return levels;
  }

  int copies(int group, int level) {
    return copies[group * levels + level];
  }

  /** Adds a group's counts so many times to sums by level. */
  void addTo(int group, long times, long[] copySums, long[] otherSums) {
    int from = group * levels;
    for (int level = 0; level < levels; level++) {
      copySums[level] += times * copies[from + level];
      otherSums[level] += times * others[from + level];
    }
  }
}
