package io.gleaner.pipeline.sort;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A record that is held in memory.
 *
 * @param key compared as unsigned bytes
 * @param value what comes with it
 */
record SortRecord(byte[] key, byte[] value) {
  static final Comparator<SortRecord> ORDER = (a, b) -> Arrays.compareUnsigned(a.key, b.key);

  /** Headers of three objects, and a place in a list. */
  private static final int OVERHEAD = 72;

  long memory() {
    return OVERHEAD + (long) key.length + value.length;
  }
}
