package io.gleaner.clustering.sampling;

/**
 * Random draws as keyed hashes: what is drawn for an id depends on (seed, purpose, id) alone, never
 * on order, time, parallelism or a retried bundle. Thread-safe, no state.
 */
public final class Draws {
  private Draws() {}

  /**
   * Returns 64 bits that look uniform: FNV-1a over the UTF-16 code units of purpose and id, keyed
   * by the seed, finished by the mixer of splitmix64 (Steele et al. 2014).
   *
   * @param seed of the run
   * @param purpose names the draw, so that different draws of one id are independent
   * @param id what is drawn
   */
  public static long hash(long seed, String purpose, String id) {
    long hash = mix(seed ^ 0xcbf29ce484222325L);
    hash = absorb(hash, purpose);
    hash = absorb(hash ^ 0xff, id);
    return mix(hash);
  }

  /** Returns a number in [0, 1), uniform over the multiples of 2^-53. */
  public static double uniform(long seed, String purpose, String id) {
    return (hash(seed, purpose, id) >>> 11) * 0x1.0p-53;
  }

  private static long absorb(long hash, String text) {
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  private static long mix(long bits) {
    bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
    return bits ^ (bits >>> 31);
  }
}
