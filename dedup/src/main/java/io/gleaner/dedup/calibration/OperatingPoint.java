package io.gleaner.dedup.calibration;

/**
 * What a threshold makes of labelled pairs. Counts are of pairs, or sums of their weights.
 *
 * @param found pairs of copies that match
 * @param copies pairs of copies
 * @param falsePairs other pairs that match
 * @param others pairs that are no copies
 * @param precision share of copies among the pairs that match
 * @param recall share of the copies that match
 * @param falseMatchRate share of the other pairs that match
 */
public record OperatingPoint(
    double found,
    double copies,
    double falsePairs,
    double others,
    Interval precision,
    Interval recall,
    Interval falseMatchRate) {
  /** Returns the harmonic mean of precision and recall; NaN where nothing matches. */
  public double f1() {
    return found + falsePairs > 0 ? 2 * found / (found + falsePairs + copies) : Double.NaN;
  }
}
