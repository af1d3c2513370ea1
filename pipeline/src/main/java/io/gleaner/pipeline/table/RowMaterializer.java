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

/** Fills one {@link Row} from Parquet's column values; the floats of a vector are never boxed. */
final class RowMaterializer extends RecordMaterializer<Row> {
  private final Row row;
  private final Root root;

  RowMaterializer(MessageType schema) {
    List<String> names = schema.getFields().stream().map(Type::getName).toList();
    ScalarText[] texts = new ScalarText[names.size()];
    for (int i = 0; i < texts.length; i++) {
      Type type = schema.getType(i);
      texts[i] = type.isPrimitive() ? ScalarText.of(type.asPrimitiveType()) : null;
    }
    row = new Row(names, texts);
    root = new Root(schema, row);
  }

  @Override
  public Row getCurrentRecord() {
    return row;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private static final class Root extends GroupConverter {
    private final Converter[] columns;
    private final Row row;

    Root(MessageType schema, Row row) {
      this.row = row;
      columns = new Converter[schema.getFieldCount()];
      for (int i = 0; i < columns.length; i++) {
        Type type = schema.getType(i);
        columns[i] =
            type.isPrimitive()
                ? new Scalar(row, i, ScalarText.of(type.asPrimitiveType()))
                : new Vector(type.asGroupType(), row, i);
      }
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

  /** A list, however its writer named the levels in between: down to its one numeric leaf. */
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
