package io.gleaner.clustering.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.embedding.UnitVectors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixProductTest {
  private static final int ROWS = 37;
  private static final int COLUMNS = 53;

  @ParameterizedTest
  @EnumSource
  void multiply_unitVectors_isWithinTheMarginOfTheKernel(ProductPrecision precision) {
    for (int dimension : new int[] {1, 7, 64, 384, 1024}) {
      SplittableRandom random = new SplittableRandom(dimension);
      float[] a = unit(ROWS, dimension, random);
      float[] b = unit(COLUMNS, dimension, random);
      System.arraycopy(a, 0, b, 0, dimension); // one pair of cosine 1
      assertWithinMargin(precision, a, b, dimension);
    }
  }

  /** Components just past the middle between two representable ones, where rounding takes most. */
  @ParameterizedTest
  @EnumSource
  void multiply_vectorsThatRoundWorst_isWithinTheMarginOfTheKernel(ProductPrecision precision) {
    int dimension = 256; // components of 1/16 · (1 + 1/256) have the greatest relative error
    float[] worst = new float[dimension];
    Arrays.fill(worst, (1 + 0.99f / 256) / 16);
    float scale = (float) Math.sqrt(DotProduct.of(worst, worst));
    assertThat(scale).isCloseTo(1, org.assertj.core.data.Offset.offset(0.005f));
    float[] a = new float[ROWS * dimension];
    float[] b = new float[COLUMNS * dimension];
    for (int i = 0; i < a.length; i++) {
      a[i] = worst[i % dimension] * (i / dimension % 2 == 0 ? 0.996f : -0.994f);
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = worst[i % dimension] * 0.9961f;
    }
    assertWithinMargin(precision, a, b, dimension);
  }

  private static void assertWithinMargin(
      ProductPrecision precision, float[] a, float[] b, int dimension) {
    try (MatrixProduct product = MatrixProduct.onCpu(precision);
        Factor left = product.factor(a, 0, ROWS, dimension);
        Factor right = product.factor(b, 0, COLUMNS, dimension)) {
      Proposals proposals = product.multiply(left, right);
      assertThat(proposals.margin()).isBetween(0f, 0.012f);
      for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < COLUMNS; column++) {
          float kernel = DotProduct.of(a, row * dimension, b, column * dimension, dimension);
          assertThat(Math.abs(proposals.get(row, column) - kernel))
              .as("%s, %d components, row %d, column %d", precision, dimension, row, column)
              .isLessThanOrEqualTo(proposals.margin());
        }
      }
    }
  }

  @Test
  void factor_partOfAMatrix_hasItsRowsAlone() {
    float[] a = {1, 0, 0, 1};
    try (MatrixProduct product = MatrixProduct.onCpu();
        Factor second = product.factor(a, 1, 1, 2);
        Factor both = product.factor(a, 0, 2, 2)) {
      Proposals proposals = product.multiply(second, both);
      assertThat(proposals.rows()).isEqualTo(1);
      assertThat(proposals.columns()).isEqualTo(2);
      assertThat(proposals.get(0, 0)).isZero();
      assertThat(proposals.get(0, 1)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void select_rowsInAnyOrder_areThoseRows(ProductPrecision precision) {
    float[] a = {1, 0, 0.5f, 0.5f, 0, 1};
    float[] axes = {1, 0, 0, 1};
    try (MatrixProduct product = MatrixProduct.onCpu(precision);
        Factor all = product.factor(a, 0, 3, 2);
        Factor both = product.factor(axes, 0, 2, 2);
        Factor selected = product.select(all, new int[] {9, 2, 1, 2, 9}, 1, 3)) {
      assertThat(selected.rows()).isEqualTo(3);
      Proposals proposals = product.multiply(selected, both);
      assertThat(proposals.margin()).isEqualTo(product.multiply(all, both).margin());
      product.multiply(selected, both);
      float[] found = new float[6];
      for (int i = 0; i < 6; i++) {
        found[i] = proposals.get(i / 2, i % 2);
      }
      assertThat(found).containsExactly(0, 1, 0.5f, 0.5f, 0, 1);
    }
  }

  @Test
  void multiply_otherDimension_isRefused() {
    try (MatrixProduct product = MatrixProduct.onCpu();
        Factor two = product.factor(new float[] {1, 0}, 0, 1, 2);
        Factor three = product.factor(new float[] {1, 0, 0}, 0, 1, 3)) {
      assertThatThrownBy(() -> product.multiply(two, three))
          .hasMessage("one factor has dimension 2, the other 3");
    }
  }

  @Test
  void proposals_everyWidth_scanAsTheDefinitionSays() {
    for (int columns : new int[] {1, 15, 16, 17, 64, 100}) {
      SplittableRandom random = new SplittableRandom(columns);
      float[] a = unit(3, 8, random);
      float[] b = unit(columns, 8, random);
      try (MatrixProduct product = MatrixProduct.onCpu();
          Factor left = product.factor(a, 0, 3, 8);
          Factor right = product.factor(b, 0, columns, 8)) {
        Proposals proposals = product.multiply(left, right);
        for (int row = 0; row < 3; row++) {
          int here = row;
          int[] found = new int[columns];
          float bar = proposals.get(row, columns / 2);
          int count = proposals.atLeast(row, bar, found);
          assertThat(Arrays.copyOf(found, count))
              .containsExactly(
                  IntStream.range(0, columns)
                      .filter(column -> proposals.get(here, column) >= bar)
                      .toArray());
          assertThat((double) proposals.maximum(row))
              .isEqualTo(
                  IntStream.range(0, columns)
                      .mapToDouble(column -> proposals.get(here, column))
                      .max()
                      .getAsDouble());
        }
      }
    }
  }

  private static float[] unit(int rows, int dimension, SplittableRandom random) {
    float[] values = new float[rows * dimension];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    for (int row = 0; row < rows; row++) {
      UnitVectors.normalise(values, row * dimension, dimension);
    }
    return values;
  }
}
