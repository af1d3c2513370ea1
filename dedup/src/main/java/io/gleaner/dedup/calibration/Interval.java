package io.gleaner.dedup.calibration;

/**
 * An estimate with the bounds of its 95 % interval; all NaN where there is nothing to estimate by.
 */
public record Interval(double value, double low, double high) {
  /** Nothing to estimate by. */
  public static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

  private static final double Z = 1.959963984540054; // 95 % of a normal distribution

  /**
   * Returns a share with its score interval (Wilson 1927), which holds for few cases and for shares
   * of 0 and 1 too.
   *
   * @param share of the cases, 0 to 1
   * @param cases that are independent of each other; of none, nothing is known
   */
  public static Interval wilson(double share, double cases) {
    if (!(cases > 0)) {
      return NONE;
    }
    double squared = Z * Z / cases;
    double centre = (share + squared / 2) / (1 + squared);
    double half = Z * Math.sqrt(share * (1 - share) / cases + squared / (4 * cases));
    half /= 1 + squared;
    return new Interval(
        share, share == 0 ? 0 : centre - half, share == 1 ? 1 : Math.min(1, centre + half));
  }
}
