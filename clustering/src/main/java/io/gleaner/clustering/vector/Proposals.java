package io.gleaner.clustering.vector;

import java.nio.FloatBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Similarities as a product proposes them, [rows, columns]: each is at most {@link #margin} away
 * from what {@link DotProduct} gives for the same two vectors, so whoever looks for similarities of
 * at least {@code s} finds them all among the proposals of at least {@code s - margin()}. Filled
 * anew by each product of its owner.
 */
public final class Proposals {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

  private float[] values = new float[0];
  private int rows;
  private int columns;
  private float margin;

  Proposals() {}

  void fill(FloatBuffer from, int rows, int columns, float margin) {
    int count = Math.multiplyExact(rows, columns);
    if (values.length < count) {
      values = new float[count];
    }
    from.get(values, 0, count);
    this.rows = rows;
    this.columns = columns;
    this.margin = margin;
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Returns how far a proposal may be from the similarity that decides; a proven bound. */
  public float margin() {
    return margin;
  }

  public float get(int row, int column) {
    return values[row * columns + column];
  }

  /** Returns the greatest proposal of a row. */
  public float maximum(int row) {
    int from = row * columns;
    int whole = LANES.loopBound(columns);
    float greatest = Float.NEGATIVE_INFINITY;
    if (whole > 0) {
      FloatVector lanes = FloatVector.fromArray(LANES, values, from);
      for (int column = LANES.length(); column < whole; column += LANES.length()) {
        lanes = lanes.max(FloatVector.fromArray(LANES, values, from + column));
      }
      greatest = lanes.reduceLanes(VectorOperators.MAX);
    }
    for (int column = whole; column < columns; column++) {
      greatest = Math.max(greatest, values[from + column]);
    }
    return greatest;
  }

  /**
   * Finds the columns of a row whose proposal is at least {@code bar}, ascending.
   *
   * @param found receives the columns; as long as a row
   * @return how many there are
   */
  public int atLeast(int row, float bar, int[] found) {
    int from = row * columns;
    int whole = LANES.loopBound(columns);
    int count = 0;
    for (int column = 0; column < whole; column += LANES.length()) {
      // Asking which lanes they are (toLong) would cost ten times as much: on Java 17 it is a loop.
      if (FloatVector.fromArray(LANES, values, from + column)
          .compare(VectorOperators.GE, bar)
          .anyTrue()) {
        for (int lane = column; lane < column + LANES.length(); lane++) {
          if (values[from + lane] >= bar) {
            found[count++] = lane;
          }
        }
      }
    }
    for (int column = whole; column < columns; column++) {
      if (values[from + column] >= bar) {
        found[count++] = column;
      }
    }
    return count;
  }
}
