package io.gleaner.dedup.calibration;

import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.sampling.Draws;
import java.util.SplittableRandom;

/**
 * Vectors of images that do not exist: each component is taken from another image, so that no two
 * are copies. Components keep their means and spreads and lose what ties them to each other. This
 * is a model: images resemble each other more than it says, wherever components go together.
 */
public final class ShuffledComponents {
  private ShuffledComponents() {}

  /**
   * Returns new vectors of unit length. A component is shuffled as it is: to take its mean off
   * before and to add it after would give the same.
   *
   * @param values [rows, dimension] row-major; not changed
   */
  public static float[] of(float[] values, int rows, int dimension, long seed) {
    float[] shuffled = values.clone();
    for (int component = 0; component < dimension; component++) {
      SplittableRandom random =
          new SplittableRandom(Draws.hash(seed, "calibrate/shuffle", String.valueOf(component)));
      for (int row = rows - 1; row > 0; row--) {
        int other = (int) Math.multiplyHigh(random.nextLong() >>> 1, 2L * (row + 1));
        float moved = shuffled[row * dimension + component];
        shuffled[row * dimension + component] = shuffled[other * dimension + component];
        shuffled[other * dimension + component] = moved;
      }
    }
    for (int row = 0; row < rows; row++) {
      UnitVectors.normalise(shuffled, row * dimension, dimension);
    }
    return shuffled;
  }
}
