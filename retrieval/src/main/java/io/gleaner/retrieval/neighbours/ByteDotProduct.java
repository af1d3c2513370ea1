package io.gleaner.retrieval.neighbours;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dot product of bytes, by which a graph is walked. Exact, so that every machine and every width of
 * lanes gives the same. Thread-safe, no state.
 */
final class ByteDotProduct {
  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
  private static final boolean WIDE = IntVector.SPECIES_PREFERRED.length() >= INTS.length();

  private ByteDotProduct() {}

  /** Returns the dot product of two arrays of one length, at most 130,000. */
  static int of(byte[] a, byte[] b) {
    return WIDE ? vector(a, b) : scalar(a, b);
  }

  /** The same by eight lanes, in two running sums that do not wait for each other. */
  static int vector(byte[] a, byte[] b) {
    IntVector even = IntVector.zero(INTS);
    IntVector odd = even;
    int whole = a.length & -2 * INTS.length();
    for (int i = 0; i < whole; i += 2 * INTS.length()) {
      even = even.add(widened(a, i).mul(widened(b, i)));
      odd = odd.add(widened(a, i + INTS.length()).mul(widened(b, i + INTS.length())));
    }
    int total = even.add(odd).reduceLanes(VectorOperators.ADD);
    for (int i = whole; i < a.length; i++) {
      total += a[i] * b[i];
    }
    return total;
  }

  /** The definition. */
  static int scalar(byte[] a, byte[] b) {
    int total = 0;
    for (int i = 0; i < a.length; i++) {
      total += a[i] * b[i];
    }
    return total;
  }

  private static IntVector widened(byte[] values, int offset) {
    return (IntVector)
        ByteVector.fromArray(BYTES, values, offset).convertShape(VectorOperators.B2I, INTS, 0);
  }
}
