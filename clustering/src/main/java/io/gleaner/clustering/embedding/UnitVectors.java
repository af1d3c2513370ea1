package io.gleaner.clustering.embedding;

/** Scaling to unit length, so that a dot product is a cosine (Oquab et al. 2024, A.2). */
public final class UnitVectors {
  private UnitVectors() {}

  /**
   * Scales the vector at {@code values[offset, offset + dimension)} to unit length in place. The
   * squared length is summed in double precision in index order, so that every machine gives the
   * same bits.
   *
   * @return false, with the values left alone, where the vector has no direction: a NaN or infinite
   *     component, or all zero
   */
  public static boolean normalise(float[] values, int offset, int dimension) {
    double squared = 0;
    for (int i = offset; i < offset + dimension; i++) {
      squared += (double) values[i] * values[i];
    }
    if (!(squared > 0) || squared == Double.POSITIVE_INFINITY) {
      return false;
    }
    double scale = 1 / Math.sqrt(squared);
    for (int i = offset; i < offset + dimension; i++) {
      values[i] = (float) (values[i] * scale);
    }
    return true;
  }
}
