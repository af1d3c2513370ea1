package io.gleaner.pipeline.report.read;

/**
 * How many of each a report shows. They shrink with the number of curated sets, so that the page
 * stays of one size.
 *
 * @param pairs just above the threshold, and below
 * @param kinds pairs of each kind of duplicates
 * @param components the largest
 * @param members of a component
 * @param clusters of each group
 * @param nearest members of a cluster, nearest to its centroid
 * @param drawn members of a cluster, drawn
 * @param queries of a set and mode, with at most {@code hits} each
 * @param leastSimilar of a set and mode, likewise {@code without}
 * @param rejections of a source and reason
 * @param map points of the map
 */
record Sizes(
    int pairs,
    int kinds,
    int components,
    int members,
    int clusters,
    int nearest,
    int drawn,
    int queries,
    int hits,
    int leastSimilar,
    int without,
    int rejections,
    int map) {
  private static final int SETS_IN_FULL = 8;

  static Sizes of(int sets) {
    double share = Math.min(1, (double) SETS_IN_FULL / Math.max(1, sets));
    return new Sizes(
        24,
        12,
        8,
        24,
        6,
        8,
        4,
        Math.max(2, (int) Math.round(8 * share)),
        8,
        Math.max(4, (int) Math.round(12 * share)),
        Math.max(4, (int) Math.round(12 * share)),
        6,
        2000);
  }
}
