package io.gleaner.pipeline.table;

import java.util.List;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Fills one {@link Row} from Parquet's column values: scalars, lists of numbers, whose floats are
 * never boxed, and lists of structs of scalars.
 */
final class RowMaterializer extends RecordMaterializer<Row> {
  private final Row row;
  private final Root root;

  RowMaterializer(MessageType schema) {
    row = row(schema);
    root = new Root(schema, row);
  }

  private static Row row(GroupType schema) {
    List<String> names = schema.getFields().stream().map(Type::getName).toList();
    ScalarText[] texts = new ScalarText[names.size()];
    for (int i = 0; i < texts.length; i++) {
      Type type = schema.getType(i);
      texts[i] = type.isPrimitive() ? ScalarText.of(type.asPrimitiveType()) : null;
    }
    return new Row(names, texts);
  }

  @Override
  public Row getCurrentRecord() {
    return row;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private static class Root extends GroupConverter {
    private final Converter[] columns;
    private final Row row;

    Root(GroupType schema, Row row) {
      this.row = row;
      columns = new Converter[schema.getFieldCount()];
      for (int i = 0; i < columns.length; i++) {
        Type type = schema.getType(i);
        columns[i] =
            type.isPrimitive()
                ? new Scalar(row, i, ScalarText.of(type.asPrimitiveType()))
                : list(type.asGroupType(), row, i);
      }
    }

    /** However its writer named the levels in between, a list ends in a number or in a struct. */
    private static Converter list(GroupType type, Row row, int column) {
      GroupType below = type;
      while (below.getFieldCount() == 1 && !below.getType(0).isPrimitive()) {
        below = below.getType(0).asGroupType();
      }
      return below.getFieldCount() == 1 || below == type
          ? new Vector(type, row, column)
          : new Structs(type, row, column);
    }

    @Override
    public Converter getConverter(int field) {
      return columns[field];
    }

    @Override
    public void start() {
      row.clear();
    }

    @Override
    public void end() {}
  }

  private static final class Scalar extends PrimitiveConverter {
    private final Row row;
    private final int column;
    private final ScalarText text;

    Scalar(Row row, int column, ScalarText text) {
      this.row = row;
      this.column = column;
      this.text = text;
    }

    @Override
    public void addBinary(Binary value) {
      row.setText(column, text.text(value));
    }

    @Override
    public boolean hasDictionarySupport() {
      return false;
    }

    @Override
    public void setDictionary(Dictionary dictionary) {
      throw new UnsupportedOperationException("dictionaries are decoded before they get here");
    }

    @Override
    public void addBoolean(boolean value) {
      row.setBoolean(column, value);
    }

    @Override
    public void addInt(int value) {
      row.setInteger(column, value);
    }

    @Override
    public void addLong(long value) {
      row.setInteger(column, value);
    }

    @Override
    public void addFloat(float value) {
      row.setFloat(column, value);
    }

    @Override
    public void addDouble(double value) {
      row.setDouble(column, value);
    }
  }

  /** A level between a list and what it holds. */
  private static final class Level extends GroupConverter {
    private final Converter child;

    Level(Converter child) {
      this.child = child;
    }

    @Override
    public Converter getConverter(int field) {
      return child;
    }

    @Override
    public void start() {}

    @Override
    public void end() {}
  }

  /** A list of structs of at least two scalars each. */
  private static final class Structs extends GroupConverter {
    private final Row row;
    private final int column;
    private final Converter child;
    private Row.Rows rows;

    Structs(GroupType type, Row row, int column) {
      this.row = row;
      this.column = column;
      child = below(type.getType(0).asGroupType());
    }

    private Converter below(GroupType type) {
      return type.getFieldCount() == 1
          ? new Level(below(type.getType(0).asGroupType()))
          : new Struct(type, row(type));
    }

    @Override
    public Converter getConverter(int field) {
      return child;
    }

    @Override
    public void start() {
      rows = row.startRows(column);
    }

    @Override
    public void end() {}

    private final class Struct extends Root {
      private final Row element;

      Struct(GroupType type, Row element) {
        super(type, element);
        this.element = element;
      }

      @Override
      public void end() {
        rows.add(element);
      }
    }
  }

  /** A list of numbers. */
  private static final class Vector extends GroupConverter {
    private final Row row;
    private final int column;
    private final Converter child;
    private Row.Floats floats;

    Vector(GroupType type, Row row, int column) {
      this.row = row;
      this.column = column;
      child = below(type);
    }

    private Converter below(GroupType type) {
      Type only = type.getType(0);
      return only.isPrimitive() ? new Component() : new Level(below(only.asGroupType()));
    }

    @Override
    public Converter getConverter(int field) {
      return child;
    }

    @Override
    public void start() {
      floats = row.startVector(column);
    }

    @Override
    public void end() {}

    private final class Component extends PrimitiveConverter {
      @Override
      public void addFloat(float value) {
        floats.add(value);
      }

      @Override
      public void addDouble(double value) {
        floats.add((float) value);
      }

      @Override
      public void addInt(int value) {
        floats.add(value);
      }

      @Override
      public void addLong(long value) {
        floats.add(value);
      }
    }
  }
}
