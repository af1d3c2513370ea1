package io.gleaner.clustering.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotProductTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 31, 384, 511, 768, 1021, 1280})
  void of_everyLength_equalsScalarToTheBitAndDoubleWithinTheBound(int dimension) {
    SplittableRandom random = new SplittableRandom(dimension);
    for (int trial = 0; trial < 200; trial++) {
      float[] a = random(dimension + 3, random);
      float[] b = random(dimension + 5, random);
      double exact = 0;
      double magnitude = 0;
      for (int i = 0; i < dimension; i++) {
        exact += (double) a[3 + i] * b[5 + i];
        magnitude += Math.abs((double) a[3 + i] * b[5 + i]);
      }
      float vector = DotProduct.of(a, 3, b, 5, dimension);
      assertThat(vector).isEqualTo(DotProduct.scalar(a, 3, b, 5, dimension));
      assertThat(Math.abs(vector - exact)).isLessThanOrEqualTo(dimension * 0x1p-24 * magnitude);
    }
  }

  @Test
  void multiply_unitVectors_isWithinTheMarginOfTheKernel() {
    int dimension = 384;
    SplittableRandom random = new SplittableRandom(1);
    float[] a = unit(17, dimension, random);
    float[] b = unit(29, dimension, random);
    try (MatrixProduct product = MatrixProduct.onCpu()) {
      float[] all = product.multiply(a, 17, b, 29, dimension);
      for (int row = 0; row < 17; row++) {
        for (int column = 0; column < 29; column++) {
          float kernel = DotProduct.of(a, row * dimension, b, column * dimension, dimension);
          assertThat(Math.abs(all[row * 29 + column] - kernel))
              .isLessThanOrEqualTo(MatrixProduct.margin(dimension));
        }
      }
    }
  }

  private static float[] unit(int rows, int dimension, SplittableRandom random) {
    float[] values = random(rows * dimension, random);
    for (int row = 0; row < rows; row++) {
      io.gleaner.clustering.embedding.UnitVectors.normalise(values, row * dimension, dimension);
    }
    return values;
  }

  private static float[] random(int length, SplittableRandom random) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }
}
