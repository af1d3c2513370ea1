package io.gleaner.clustering.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrincipalAxesTest {
  @ParameterizedTest
  @CsvSource({"3,50", "12,7", "60,400", "200,90"})
  void of_randomVectors_covarianceTimesAxisIsVarianceTimesAxis(int dimension, int count) {
    List<double[]> vectors = vectors(dimension, count);

    PrincipalAxes axes = PrincipalAxes.of(vectors, 2);

    double[][] covariance = covariance(vectors, dimension);
    for (int axis = 0; axis < 2; axis++) {
      double length = 0;
      for (int i = 0; i < dimension; i++) {
        double product = 0;
        for (int j = 0; j < dimension; j++) {
          product += covariance[i][j] * axes.axes()[axis][j];
        }
        assertThat(product)
            .isCloseTo(axes.variances()[axis] * axes.axes()[axis][i], within(1e-5 * axes.total()));
        length += axes.axes()[axis][i] * axes.axes()[axis][i];
      }
      assertThat(length).isCloseTo(1, within(1e-12));
    }
    assertThat(axes.variances()[0]).isGreaterThanOrEqualTo(axes.variances()[1]);
    double trace = 0;
    for (int i = 0; i < dimension; i++) {
      trace += covariance[i][i];
    }
    assertThat(axes.total()).isCloseTo(trace, within(1e-9 * trace));
  }

  @Test
  void of_oneDirection_isFoundAlone() {
    List<double[]> vectors = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      vectors.add(new double[] {1 - 2 * i, 4, 3 + i});
    }
    PrincipalAxes axes = PrincipalAxes.of(vectors, 2);
    assertThat(axes.axes()).hasNumberOfRows(1);
    assertThat(axes.explained(0)).isCloseTo(1, within(1e-12));
    assertThat(axes.axes()[0])
        .containsExactly(
            new double[] {2 / Math.sqrt(5), 0, -1 / Math.sqrt(5)}, within(1e-12)); // largest up
  }

  @Test
  void of_nothingThatVaries_hasNoAxes() {
    assertThat(PrincipalAxes.of(List.of(), 2).axes()).isEmpty();
    assertThat(PrincipalAxes.of(List.of(new double[] {1, 2}, new double[] {1, 2}), 2).axes())
        .isEmpty();
    assertThat(PrincipalAxes.of(List.of(new double[] {3, 4, 5}), 2).axes()).isEmpty();
  }

  /** Gaussian, wider along the first dimensions. */
  private static List<double[]> vectors(int dimension, int count) {
    Random random = new Random(dimension);
    List<double[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] vector = new double[dimension];
      for (int j = 0; j < dimension; j++) {
        vector[j] = random.nextGaussian() * (1 + 3.0 / (1 + j)) + 5;
      }
      vectors.add(vector);
    }
    return vectors;
  }

  private static double[][] covariance(List<double[]> vectors, int dimension) {
    double[][] covariance = new double[dimension][dimension];
    double[] mean = new double[dimension];
    vectors.forEach(
        vector -> {
          for (int i = 0; i < dimension; i++) {
            mean[i] += vector[i] / vectors.size();
          }
        });
    for (double[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        for (int j = 0; j < dimension; j++) {
          covariance[i][j] += (vector[i] - mean[i]) * (vector[j] - mean[j]) / vectors.size();
        }
      }
    }
    return covariance;
  }
}
