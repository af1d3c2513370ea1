package io.gleaner.pipeline.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One row of a table as it was read: the columns that were asked for, in that order. A reader fills
 * one row again and again, so keep values, not the row.
 */
public final class Row {
  private enum Stored {
    INTEGER,
    BOOLEAN,
    FLOAT,
    DOUBLE,
    OBJECT
  }

  private final List<String> columns;
  private final Stored[] stored;
  private final boolean[] present;
  private final long[] integers;
  private final double[] reals;
  private final Object[] objects;
  private final ScalarText[] texts;

  /**
   * @param texts of each column's values, null where a column is no scalar
   */
  Row(List<String> columns, ScalarText[] texts) {
    this.columns = columns;
    this.texts = texts;
    stored = new Stored[columns.size()];
    present = new boolean[columns.size()];
    integers = new long[columns.size()];
    reals = new double[columns.size()];
    objects = new Object[columns.size()];
  }

  /** Returns whether the value is null. */
  public boolean isNull(int column) {
    return !present[column];
  }

  /** Returns the text of a scalar, by its column's logical type (docs/formats.md), or null. */
  public String text(int column) {
    if (!present[column]) {
      return null;
    }
    return switch (stored[column]) {
      case INTEGER -> texts[column].text(integers[column]);
      case BOOLEAN -> ScalarText.text(integers[column] != 0);
      case FLOAT -> ScalarText.text((float) reals[column]);
      case DOUBLE -> ScalarText.text(reals[column]);
      case OBJECT -> (String) objects[column];
    };
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

  /** Returns a list of structs, each a row of its own that may be kept, or null. */
  public List<Row> rows(int column) {
    return present[column] ? List.copyOf(((Rows) objects[column]).rows) : null;
  }

  /** Returns the name of a column. */
  public String name(int column) {
    return columns.get(column);
  }

  /** Returns a row of the same values that stays as it is; it has no lists. */
  private Row copy() {
    Row copy = new Row(columns, texts);
    System.arraycopy(stored, 0, copy.stored, 0, stored.length);
    System.arraycopy(present, 0, copy.present, 0, present.length);
    System.arraycopy(integers, 0, copy.integers, 0, integers.length);
    System.arraycopy(reals, 0, copy.reals, 0, reals.length);
    System.arraycopy(objects, 0, copy.objects, 0, objects.length);
    return copy;
  }

  /** Returns the place of a column of this name, or -1. */
  public int column(String name) {
    return columns.indexOf(name);
  }

  void clear() {
    Arrays.fill(present, false);
    for (int i = 0; i < objects.length; i++) {
      integers[i] = 0;
      if (objects[i] instanceof Floats floats) {
        floats.clear();
      } else if (objects[i] instanceof Rows rows) {
        rows.rows.clear();
      } else {
        objects[i] = null;
      }
    }
  }

  void setText(int column, String value) {
    set(column, Stored.OBJECT);
    objects[column] = value;
  }

  void setInteger(int column, long value) {
    set(column, Stored.INTEGER);
    integers[column] = value;
    reals[column] = value;
  }

  void setBoolean(int column, boolean value) {
    set(column, Stored.BOOLEAN);
    integers[column] = value ? 1 : 0;
    reals[column] = integers[column];
  }

  void setFloat(int column, float value) {
    set(column, Stored.FLOAT);
    reals[column] = value;
  }

  void setDouble(int column, double value) {
    set(column, Stored.DOUBLE);
    reals[column] = value;
  }

  private void set(int column, Stored as) {
    present[column] = true;
    stored[column] = as;
  }

  /** Begins a list: it is there, if empty. */
  Floats startVector(int column) {
    set(column, Stored.OBJECT);
    if (!(objects[column] instanceof Floats)) {
      objects[column] = new Floats();
    }
    return (Floats) objects[column];
  }

  /** Begins a list of structs: it is there, if empty. */
  Rows startRows(int column) {
    set(column, Stored.OBJECT);
    if (!(objects[column] instanceof Rows)) {
      objects[column] = new Rows();
    }
    return (Rows) objects[column];
  }

  /** A growing list of structs. */
  static final class Rows {
    private final List<Row> rows = new ArrayList<>();

    void add(Row row) {
      rows.add(row.copy());
    }
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
