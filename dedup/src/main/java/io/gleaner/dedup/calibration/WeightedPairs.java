package io.gleaner.dedup.calibration;

import java.util.ArrayList;
import java.util.List;

/**
 * Single pairs that a person has called copies or not, each standing for as many pairs as its
 * weight says: pairs that were drawn by strata of similarity are not as many as they stand for.
 * Intervals are Wilson's, of as many cases as the weights are worth: (Σw)² / Σw² (Kish 1965).
 */
public final class WeightedPairs {
  private final boolean[] same;
  private final double[] weights;

  /**
   * @param same whether each pair is of copies
   * @param weights above 0
   */
  public WeightedPairs(boolean[] same, double[] weights) {
    this.same = same.clone();
    this.weights = weights.clone();
  }

  /**
   * Returns what each candidate comes to, the loosest first.
   *
   * @param levels of the pairs, by {@link PairLevels}
   */
  public List<OperatingPoint> points(int[] levels, int candidates) {
    List<OperatingPoint> points = new ArrayList<>();
    for (int c = 0; c < candidates; c++) {
      Sum found = new Sum();
      Sum matching = new Sum();
      Sum falsePairs = new Sum();
      Sum copies = new Sum();
      Sum others = new Sum();
      for (int i = 0; i < same.length; i++) {
        boolean matches = levels[i] > c;
        (same[i] ? copies : others).add(weights[i], true);
        matching.add(weights[i], matches);
        found.add(weights[i], matches && same[i]);
        falsePairs.add(weights[i], matches && !same[i]);
      }
      points.add(
          new OperatingPoint(
              found.sum,
              copies.sum,
              falsePairs.sum,
              others.sum,
              share(found.sum, matching),
              share(found.sum, copies),
              share(falsePairs.sum, others)));
    }
    return points;
  }

  private static Interval share(double part, Sum whole) {
    return whole.sum == 0
        ? Interval.NONE
        : Interval.wilson(Math.min(1, part / whole.sum), whole.sum * whole.sum / whole.squares);
  }

  private static final class Sum {
    double sum;
    double squares;

    void add(double weight, boolean counts) {
      if (counts) {
        sum += weight;
        squares += weight * weight;
      }
    }
  }
}
