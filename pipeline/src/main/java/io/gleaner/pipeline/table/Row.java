package io.gleaner.pipeline.table;

import java.util.Arrays;
import java.util.List;

/**
 * One row of a table as it was read: the columns that were asked for, in that order. A reader fills
 * one row again and again, so keep values, not the row.
 */
public final class Row {
  private final List<String> columns;
  private final boolean[] present;
  private final long[] integers;
  private final double[] reals;
  private final Object[] objects;

  Row(List<String> columns) {
    this.columns = columns;
    present = new boolean[columns.size()];
    integers = new long[columns.size()];
    reals = new double[columns.size()];
    objects = new Object[columns.size()];
  }

  /** Returns whether the value is null. */
  public boolean isNull(int column) {
    return !present[column];
  }

  /** Returns a string, or the decimal form of an integer column, or null. */
  public String text(int column) {
    if (!present[column]) {
      return null;
    }
    return objects[column] == null ? Long.toString(integers[column]) : (String) objects[column];
  }

  /** Returns an integer or a truth value as 1 or 0; 0 where the value is null. */
  public long integer(int column) {
    return integers[column];
  }

  /** Returns a float or double; NaN where the value is null. */
  public double real(int column) {
    return present[column] ? reals[column] : Double.NaN;
  }

  /** Returns a list of numbers as floats in an array of its own, or null. */
  public float[] vector(int column) {
    return present[column] ? ((Floats) objects[column]).toArray() : null;
  }

  /** Returns the name of a column. */
  public String name(int column) {
    return columns.get(column);
  }

  void clear() {
    Arrays.fill(present, false);
    for (int i = 0; i < objects.length; i++) {
      integers[i] = 0;
      if (objects[i] instanceof Floats floats) {
        floats.clear();
      } else {
        objects[i] = null;
      }
    }
  }

  void setText(int column, String value) {
    present[column] = true;
    objects[column] = value;
  }

  void setInteger(int column, long value) {
    present[column] = true;
    integers[column] = value;
    reals[column] = value;
  }

  void setReal(int column, double value) {
    present[column] = true;
    reals[column] = value;
  }

  /** Begins a list: it is there, if empty. */
  Floats startVector(int column) {
    present[column] = true;
    if (!(objects[column] instanceof Floats)) {
      objects[column] = new Floats();
    }
    return (Floats) objects[column];
  }

  /** A growing float array that is used again for each row. */
  static final class Floats {
    private float[] values = new float[16];
    private int size;

    void add(float value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    void clear() {
      size = 0;
    }

    float[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
