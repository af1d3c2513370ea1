package io.gleaner.dedup.calibration;

import io.gleaner.clustering.sampling.Draws;
import java.util.SplittableRandom;

/** Pairs of different rows: all of them where they are few, else so many drawn by a keyed hash. */
public final class DrawnPairs {
  /** Rows of different kinds may be far apart: so many draws are looked at for one that counts. */
  private static final int PATIENCE = 8;

  /** Takes a pair of rows, the smaller first; false where it does not count. */
  public interface Take {
    boolean take(int i, int j);
  }

  private DrawnPairs() {}

  /**
   * Hands over pairs until so many counted. Drawn ones may come twice.
   *
   * @param rows numbered from 0
   * @param most pairs that count
   * @param purpose names the draw
   */
  public static void each(int rows, long most, long seed, String purpose, Take pairs) {
    if (rows < 2) {
      return;
    }
    if ((long) rows * (rows - 1) / 2 <= most) {
      for (int i = 0; i < rows; i++) {
        for (int j = i + 1; j < rows; j++) {
          pairs.take(i, j);
        }
      }
      return;
    }
    SplittableRandom random = new SplittableRandom(Draws.hash(seed, purpose, ""));
    long counted = 0;
    for (long tried = 0; tried < PATIENCE * most && counted < most; tried++) {
      int i = (int) Math.multiplyHigh(random.nextLong() >>> 1, 2L * rows);
      int j = (int) Math.multiplyHigh(random.nextLong() >>> 1, 2L * rows);
      if (i != j && pairs.take(Math.min(i, j), Math.max(i, j))) {
        counted++;
      }
    }
  }
}
