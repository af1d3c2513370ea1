package io.gleaner.dedup.calibration;

import java.util.List;
import java.util.OptionalInt;

/** The loosest candidate that can be taken for a wanted precision. */
public final class LowestThreshold {
  private LowestThreshold() {}

  /**
   * Returns the loosest candidate from which on every stricter one has the precision too; where
   * nothing matches there is no precision, and nothing against it.
   *
   * @param points the loosest first
   * @param precision wanted, 0 to 1
   * @param surely whether the lower bound of the interval must have it, not the estimate alone
   */
  public static OptionalInt of(List<OperatingPoint> points, double precision, boolean surely) {
    OptionalInt lowest = OptionalInt.empty();
    for (int i = points.size() - 1; i >= 0; i--) {
      Interval its = points.get(i).precision();
      if (Double.isNaN(its.value())) {
        continue;
      }
      if ((surely ? its.low() : its.value()) < precision) {
        break;
      }
      lowest = OptionalInt.of(i);
    }
    return lowest;
  }
}
