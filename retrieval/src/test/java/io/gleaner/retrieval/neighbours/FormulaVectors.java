package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.UnitVectors;
import java.util.Locale;

/**
 * Vectors that a benchmark and its peer in another language can both compute: each lies near one of
 * {@value #CLUSTERS} centres on a sheet of {@value #LATENT} dimensions, with some noise in all.
 * {@code u(stream, index)} is splitmix64's finisher, scaled to [-1, 1).
 */
final class FormulaVectors {
  static final int CLUSTERS = 50;
  static final int LATENT = 32;
  private static final double SHEET = 0.25;
  private static final double NOISE = 0.25;

  private FormulaVectors() {}

  /** Rows {@code [first, first + rows)}, named by prefix and number. */
  static EmbeddingBlock block(String prefix, int first, int rows, int dimension) {
    double[] centres = fill(1, CLUSTERS * dimension);
    double[] axes = fill(2, LATENT * dimension);
    float[] values = new float[rows * dimension];
    String[] ids = new String[rows];
    double[] vector = new double[dimension];
    for (int row = 0; row < rows; row++) {
      long number = first + row;
      int cluster = (int) Math.floor((u(3, number) + 1) / 2 * CLUSTERS);
      for (int i = 0; i < dimension; i++) {
        vector[i] = centres[cluster * dimension + i] + NOISE * u(5, number * dimension + i);
      }
      for (int axis = 0; axis < LATENT; axis++) {
        double along = SHEET * u(4, number * LATENT + axis);
        for (int i = 0; i < dimension; i++) {
          vector[i] += along * axes[axis * dimension + i];
        }
      }
      for (int i = 0; i < dimension; i++) {
        values[row * dimension + i] = (float) vector[i];
      }
      UnitVectors.normalise(values, row * dimension, dimension);
      ids[row] = String.format(Locale.ROOT, "%s%07d", prefix, number);
    }
    return new EmbeddingBlock(ids, values, dimension);
  }

  private static double[] fill(int stream, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = u(stream, i);
    }
    return values;
  }

  static double u(long stream, long index) {
    long bits = stream * 0x9e3779b97f4a7c15L + index * 0xd1b54a32d192ed03L;
    bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
    bits ^= bits >>> 31;
    return (bits >>> 11) * 0x1p-52 - 1;
  }
}
