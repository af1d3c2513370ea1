package io.gleaner.clustering.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one kernel whose similarities decide: thresholds, ranks and assignments are settled by it,
 * whatever proposed the candidates. Eight running sums, component {@code i} in sum {@code i mod 8},
 * then the sums in turn and the tail in turn; no fused multiply-add. The vector form gives the same
 * bits as the scalar definition on every machine. For unit vectors the result is the cosine.
 * Thread-safe, no state.
 */
public final class DotProduct {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_256;

  private DotProduct() {}

  /**
   * Returns the dot product of {@code a[aOffset, aOffset + dimension)} and {@code b[bOffset,
   * bOffset + dimension)}.
   */
  public static float of(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
    FloatVector sums = FloatVector.zero(LANES);
    int whole = LANES.loopBound(dimension);
    for (int i = 0; i < whole; i += LANES.length()) {
      sums =
          sums.add(
              FloatVector.fromArray(LANES, a, aOffset + i)
                  .mul(FloatVector.fromArray(LANES, b, bOffset + i)));
    }
    float total = 0;
    for (int lane = 0; lane < LANES.length(); lane++) {
      total += sums.lane(lane);
    }
    for (int i = whole; i < dimension; i++) {
      total += a[aOffset + i] * b[bOffset + i];
    }
    return total;
  }

  /** Returns the dot product of two arrays of one length. */
  public static float of(float[] a, float[] b) {
    return of(a, 0, b, 0, a.length);
  }

  /** The definition that {@link #of} keeps to the last bit, in plain Java. */
  static float scalar(float[] a, int aOffset, float[] b, int bOffset, int dimension) {
    float[] sums = new float[8];
    int whole = dimension - dimension % 8;
    for (int i = 0; i < whole; i++) {
      sums[i % 8] += a[aOffset + i] * b[bOffset + i];
    }
    float total = 0;
    for (float sum : sums) {
      total += sum;
    }
    for (int i = whole; i < dimension; i++) {
      total += a[aOffset + i] * b[bOffset + i];
    }
    return total;
  }
}
