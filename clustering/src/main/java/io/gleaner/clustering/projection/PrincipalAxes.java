package io.gleaner.clustering.projection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The axes along which vectors vary most: eigenvectors of their covariance, by subspace iteration
 * from a fixed start, so that equal vectors in equal order give equal axes. An axis points to where
 * its component of largest magnitude is positive, of equal ones the first.
 *
 * @param mean [dimension] of the vectors
 * @param axes [axes][dimension] of unit length, orthogonal, the one of most variance first
 * @param variances [axes] of the vectors along each
 * @param total variance along all dimensions
 */
public record PrincipalAxes(double[] mean, double[][] axes, double[] variances, double total) {
  private static final int MORE = 8;
  private static final int MOST_ROUNDS = 1000;
  private static final double TOLERANCE = 1e-12;
  private static final double VALUES = 1e-15;

  /**
   * Finds axes; where the vectors vary along fewer, there are fewer.
   *
   * @param vectors [vectors][dimension], finite
   */
  public static PrincipalAxes of(List<double[]> vectors, int wanted) {
    int dimension = vectors.isEmpty() ? 0 : vectors.get(0).length;
    double[] mean = new double[dimension];
    for (double[] vector : vectors) {
      for (int i = 0; i < dimension; i++) {
        mean[i] += vector[i] / vectors.size();
      }
    }
    List<double[]> centred = new ArrayList<>();
    double total = 0;
    for (double[] vector : vectors) {
      double[] row = new double[dimension];
      for (int i = 0; i < dimension; i++) {
        row[i] = vector[i] - mean[i];
      }
      total += dot(row, row) / vectors.size();
      centred.add(row);
    }
    double[][] basis = start(Math.min(wanted + MORE, dimension), dimension);
    double[] variances = new double[basis.length];
    for (int round = 0; round < MOST_ROUNDS && total > 0; round++) {
      double[][] image = covariance(centred, basis);
      double[] before = variances;
      SymmetricEigen rotation = SymmetricEigen.of(products(basis, image));
      variances = rotation.values();
      image = rotate(image, rotation.vectors());
      basis = orthogonal(image, basis);
      if (round > 0 && converged(before, variances, wanted)) {
        break;
      }
    }
    // A last rotation within the basis, so that values belong to the axes that are returned.
    SymmetricEigen rotation = SymmetricEigen.of(products(basis, covariance(centred, basis)));
    basis = rotate(basis, rotation.vectors());
    int found = 0;
    while (found < Math.min(wanted, basis.length) && rotation.values()[found] > total * TOLERANCE) {
      found++;
    }
    double[][] axes = Arrays.copyOf(basis, found);
    for (double[] axis : axes) {
      turn(axis);
    }
    return new PrincipalAxes(mean, axes, Arrays.copyOf(rotation.values(), found), total);
  }

  /** Returns where a vector lies along an axis. */
  public double project(double[] vector, int axis) {
    double sum = 0;
    for (int i = 0; i < mean.length; i++) {
      sum += (vector[i] - mean[i]) * axes[axis][i];
    }
    return sum;
  }

  /** Returns the share of all variance that an axis has. */
  public double explained(int axis) {
    return variances[axis] / total;
  }

  private static boolean converged(double[] before, double[] after, int wanted) {
    for (int i = 0; i < Math.min(wanted, after.length); i++) {
      if (Math.abs(after[i] - before[i]) > VALUES * after[0]) {
        return false;
      }
    }
    return true;
  }

  /** Vectors without structure, by a formula. */
  private static double[][] start(int count, int dimension) {
    double[][] basis = new double[count][dimension];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < dimension; j++) {
        basis[i][j] = Math.sin(1 + 12.9898 * i + 78.233 * j + 0.618 * i * j);
      }
    }
    return orthogonal(basis, basis);
  }

  private static double[][] covariance(List<double[]> centred, double[][] basis) {
    int dimension = basis.length == 0 ? 0 : basis[0].length;
    double[][] image = new double[basis.length][dimension];
    for (double[] row : centred) {
      for (int i = 0; i < basis.length; i++) {
        double along = dot(row, basis[i]) / centred.size();
        for (int j = 0; j < dimension; j++) {
          image[i][j] += along * row[j];
        }
      }
    }
    return image;
  }

  private static double[][] products(double[][] one, double[][] other) {
    double[][] products = new double[one.length][one.length];
    for (int i = 0; i < one.length; i++) {
      for (int j = 0; j <= i; j++) {
        products[i][j] = (dot(one[i], other[j]) + dot(one[j], other[i])) / 2;
        products[j][i] = products[i][j];
      }
    }
    return products;
  }

  private static double[][] rotate(double[][] rows, double[][] by) {
    double[][] rotated = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double[] row = new double[rows[0].length];
      for (int k = 0; k < rows.length; k++) {
        for (int j = 0; j < row.length; j++) {
          row[j] += by[i][k] * rows[k][j];
        }
      }
      rotated[i] = row;
    }
    return rotated;
  }

  /** Gram and Schmidt, twice; a row without a direction of its own is taken from {@code spare}. */
  private static double[][] orthogonal(double[][] rows, double[][] spare) {
    double[][] basis = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double[] row = apart(rows[i], basis, i);
      for (int k = 0; row == null && k < spare.length; k++) {
        row = apart(spare[k], basis, i);
      }
      for (int k = 0; row == null; k++) {
        double[] unit = new double[rows[i].length];
        unit[k] = 1;
        row = apart(unit, basis, i);
      }
      basis[i] = row;
    }
    return basis;
  }

  private static double[] apart(double[] row, double[][] basis, int count) {
    double[] left = row.clone();
    double before = Math.sqrt(dot(left, left));
    for (int pass = 0; pass < 2; pass++) {
      for (int i = 0; i < count; i++) {
        double along = dot(left, basis[i]);
        for (int j = 0; j < left.length; j++) {
          left[j] -= along * basis[i][j];
        }
      }
    }
    double length = Math.sqrt(dot(left, left));
    if (!(length > before * 1e-10) || length < 1e-150) {
      return null;
    }
    for (int j = 0; j < left.length; j++) {
      left[j] /= length;
    }
    return left;
  }

  private static void turn(double[] axis) {
    int largest = 0;
    for (int i = 1; i < axis.length; i++) {
      if (Math.abs(axis[i]) > Math.abs(axis[largest])) {
        largest = i;
      }
    }
    if (axis[largest] < 0) {
      for (int i = 0; i < axis.length; i++) {
        axis[i] = -axis[i];
      }
    }
  }

  private static double dot(double[] one, double[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * other[i];
    }
    return sum;
  }
}
