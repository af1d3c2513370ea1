package io.gleaner.pipeline.manifest;

import io.gleaner.clustering.sampling.Draws;
import java.util.Arrays;

/**
 * Tells which ids are surely not among those that it was made of (Bloom 1970): 12 bits an id, eight
 * of them set, so that an id that is not among them passes in about 3 of 1000 cases, of fewer than
 * a hundred ids in up to 10. What it holds depends on the ids alone. Thread-safe.
 *
 * @param words [bits / 64] the filter; not copied, nobody writes
 */
public record IdFilter(long[] words) {
  private static final int BITS_PER_ID = 12;
  private static final int PROBES = 8; // 12 × ln 2 is 8.3

  /** Returns what a filter needs to know of an id. */
  public static long hash(String id) {
    return Draws.hash(0, "filter", id);
  }

  /**
   * Returns the filter of some ids.
   *
   * @param hashes of the ids, in any order, an id any number of times
   */
  public static IdFilter of(long[] hashes) {
    long distinct = Math.max(1, Arrays.stream(hashes).sorted().distinct().count());
    IdFilter filter = new IdFilter(new long[(int) ((distinct * BITS_PER_ID + 63) / 64)]);
    for (long hash : hashes) {
      for (int probe = 0; probe < PROBES; probe++) {
        long bit = filter.bit(hash, probe);
        filter.words[(int) (bit >>> 6)] |= 1L << bit;
      }
    }
    return filter;
  }

  /** Whether the id of this hash may be among those of the filter. */
  public boolean mayHold(long hash) {
    for (int probe = 0; probe < PROBES; probe++) {
      long bit = bit(hash, probe);
      if ((words[(int) (bit >>> 6)] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Double hashing (Kirsch and Mitzenmacher 2006), the step a multiple of the hash. */
  private long bit(long hash, int probe) {
    long step = Long.rotateLeft(hash * 0x9e3779b97f4a7c15L, 32) | 1;
    return Long.remainderUnsigned(hash + probe * step, 64L * words.length);
  }
}
