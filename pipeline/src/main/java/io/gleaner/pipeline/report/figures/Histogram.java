package io.gleaner.pipeline.report.figures;

import java.util.List;

/**
 * Counts between edges.
 *
 * @param edges ascending, one more than {@code counts}; the last bin holds its upper edge too
 * @param marks values that lines are drawn at, such as a threshold
 */
public record Histogram(String measure, double[] edges, long[] counts, List<Mark> marks) {
  /** A named value on the axis. */
  public record Mark(String label, double value) {}
}
