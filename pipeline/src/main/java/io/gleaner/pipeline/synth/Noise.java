package io.gleaner.pipeline.synth;

import io.gleaner.clustering.sampling.Draws;

/**
 * A stream of numbers with mean 0 and variance 1 that depends on (seed, purpose, key) alone: each
 * the scaled sum of the four 16-bit quarters of one draw of splitmix64 (Steele et al. 2014), near
 * to normal (excess kurtosis -0.3) and the same to the last bit on every machine, which logarithms
 * and cosines are not. Not thread-safe.
 */
final class Noise {
  private static final long STEP = 0x9e3779b97f4a7c15L;
  private static final int QUARTER = 0xffff;
  private static final float SCALE = (float) (Math.sqrt(3) / 65536);

  private long state;

  Noise(long seed, String purpose, String key) {
    state = Draws.hash(seed, purpose, key);
  }

  long nextBits() {
    state += STEP;
    long bits = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
    return bits ^ (bits >>> 31);
  }

  float next() {
    long bits = nextBits();
    long sum = (bits & QUARTER) + (bits >>> 16 & QUARTER) + (bits >>> 32 & QUARTER) + (bits >>> 48);
    return (sum - 2 * QUARTER) * SCALE;
  }
}
