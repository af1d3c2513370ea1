package io.gleaner.dedup.hash;

import java.util.ArrayList;
import java.util.List;

/**
 * Bits of a hash, chosen such that two hashes within a distance agree in all bits of at least one
 * mask: by the pigeonhole principle, of {@code distance + agreeing} bands of neighbouring bits at
 * least {@code agreeing} are equal, so each choice of that many bands is a mask. More agreeing
 * bands make more masks of more bits: fewer hashes meet by chance, and each is copied more often.
 */
final class Masks {
  private static final int BITS = 64;

  private final long[] masks;

  /**
   * @param distance 0 to 16
   * @param agreeing bands of a mask, 1 or 2
   */
  Masks(int distance, int agreeing) {
    int bands = distance + agreeing;
    List<Long> found = new ArrayList<>();
    for (int first = 0; first < bands; first++) {
      if (agreeing == 1) {
        found.add(band(first, bands));
      } else {
        for (int second = first + 1; second < bands; second++) {
          found.add(band(first, bands) | band(second, bands));
        }
      }
    }
    masks = found.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Returns the masks for a number of hashes: with one agreeing band, a million hashes at distance
   * 4 meet some 120 others in each of 5 masks; beyond that two bands are cheaper.
   */
  static Masks forImages(int distance, long images) {
    return new Masks(distance, distance > 0 && images > 4_000_000 ? 2 : 1);
  }

  int count() {
    return masks.length;
  }

  long mask(int number) {
    return masks[number];
  }

  /** Whether {@code number} is the first mask in which the two hashes agree. */
  boolean isFirst(int number, long one, long other) {
    long different = one ^ other;
    for (int earlier = 0; earlier < number; earlier++) {
      if ((different & masks[earlier]) == 0) {
        return false;
      }
    }
    return (different & masks[number]) == 0;
  }

  private static long band(int band, int bands) {
    int from = BITS * band / bands;
    int to = BITS * (band + 1) / bands;
    long ones = to - from == BITS ? -1L : (1L << (to - from)) - 1;
    return ones << from;
  }
}
