package io.gleaner.pipeline.report.figures;

import java.util.List;

/**
 * What would change at other thresholds, from the stored edges and retrievals.
 *
 * @param thresholds ascending, the run's own among them
 * @param guarded whether a component is larger than {@code largest_component} at one of them, where
 *     a run would split it and remove fewer
 */
public record Sweep(List<Threshold> thresholds, boolean guarded, List<LeastSimilarity> retrieval) {
  /**
   * Removals at one near-duplicate threshold.
   *
   * @param removed pool images that would leave, of all kinds
   * @param left pool images that would stay
   * @param largest images of the largest component
   */
  public record Threshold(
      double threshold, long removed, long left, long largest, boolean chosen) {}

  /** What a set and mode would still retrieve with a least similarity. */
  public record LeastSimilarity(
      String set, String mode, double leastSimilarity, long retrieved, long distinct) {}
}
