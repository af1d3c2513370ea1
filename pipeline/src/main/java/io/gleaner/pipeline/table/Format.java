package io.gleaner.pipeline.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The columns of a table and how a record of type {@code T} fills them, in the order in which they
 * were named. Immutable; each {@code with} method returns a longer format.
 *
 * @param <T> what a row is made from
 */
public final class Format<T> {
  /** Writes one field's value, the field itself already started; false where there is no value. */
  private interface Value<T> {
    boolean absent(T row);

    void write(T row, RecordConsumer out);
  }

  private record Column<T>(Type type, Value<T> value) {}

  private final List<Column<T>> columns;

  private Format(List<Column<T>> columns) {
    this.columns = List.copyOf(columns);
  }

  public static <T> Format<T> empty() {
    return new Format<>(List.of());
  }

  /** A string; null becomes Parquet's null. */
  public Format<T> withText(String name, Function<? super T, String> value) {
    Type type =
        Types.optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType()).named(name);
    return with(
        type,
        new Value<T>() {
          @Override
          public boolean absent(T row) {
            return value.apply(row) == null;
          }

          @Override
          public void write(T row, RecordConsumer out) {
            out.addBinary(Binary.fromString(value.apply(row)));
          }
        });
  }

  /** A 32-bit integer. */
  public Format<T> withInteger(String name, ToLongFunction<? super T> value) {
    return with(
        Types.required(PrimitiveTypeName.INT32).named(name),
        always((row, out) -> out.addInteger(Math.toIntExact(value.applyAsLong(row)))));
  }

  /** A 32-bit integer; null becomes Parquet's null. */
  public Format<T> withNullableInteger(String name, Function<? super T, Integer> value) {
    return with(
        Types.optional(PrimitiveTypeName.INT32).named(name),
        new Value<T>() {
          @Override
          public boolean absent(T row) {
            return value.apply(row) == null;
          }

          @Override
          public void write(T row, RecordConsumer out) {
            out.addInteger(value.apply(row));
          }
        });
  }

  /** A 64-bit integer. */
  public Format<T> withLong(String name, ToLongFunction<? super T> value) {
    return with(
        Types.required(PrimitiveTypeName.INT64).named(name),
        always((row, out) -> out.addLong(value.applyAsLong(row))));
  }

  /** A 64-bit integer; null becomes Parquet's null. */
  public Format<T> withNullableLong(String name, Function<? super T, Long> value) {
    return with(
        Types.optional(PrimitiveTypeName.INT64).named(name),
        new Value<T>() {
          @Override
          public boolean absent(T row) {
            return value.apply(row) == null;
          }

          @Override
          public void write(T row, RecordConsumer out) {
            out.addLong(value.apply(row));
          }
        });
  }

  /** A float; NaN stands for "none" and becomes Parquet's null. */
  public Format<T> withFloat(String name, ToDoubleFunction<? super T> value) {
    return with(
        Types.optional(PrimitiveTypeName.FLOAT).named(name),
        new Value<T>() {
          @Override
          public boolean absent(T row) {
            return Double.isNaN(value.applyAsDouble(row));
          }

          @Override
          public void write(T row, RecordConsumer out) {
            out.addFloat((float) value.applyAsDouble(row));
          }
        });
  }

  /** A double. */
  public Format<T> withDouble(String name, ToDoubleFunction<? super T> value) {
    return with(
        Types.required(PrimitiveTypeName.DOUBLE).named(name),
        always((row, out) -> out.addDouble(value.applyAsDouble(row))));
  }

  /** A truth value. */
  public Format<T> withBoolean(String name, Function<? super T, Boolean> value) {
    return with(
        Types.required(PrimitiveTypeName.BOOLEAN).named(name),
        always((row, out) -> out.addBoolean(value.apply(row))));
  }

  /** A {@code list<float>}, the layout that Arrow and DuckDB read as a vector; null is null. */
  public Format<T> withVector(String name, Function<? super T, float[]> value) {
    Type type =
        Types.optionalList()
            .element(Types.required(PrimitiveTypeName.FLOAT).named("element"))
            .named(name);
    return with(
        type,
        new Value<T>() {
          @Override
          public boolean absent(T row) {
            return value.apply(row) == null;
          }

          @Override
          public void write(T row, RecordConsumer out) {
            float[] vector = value.apply(row);
            out.startGroup();
            if (vector.length > 0) {
              out.startField("list", 0);
              for (float component : vector) {
                out.startGroup();
                out.startField("element", 0);
                out.addFloat(component);
                out.endField("element", 0);
                out.endGroup();
              }
              out.endField("list", 0);
            }
            out.endGroup();
          }
        });
  }

  /** Bytes, kept until the row group is written; null becomes Parquet's null. */
  public Format<T> withBytes(String name, Function<? super T, byte[]> value) {
    return with(
        Types.optional(PrimitiveTypeName.BINARY).named(name),
        new Value<T>() {
          @Override
          public boolean absent(T row) {
            return value.apply(row) == null;
          }

          @Override
          public void write(T row, RecordConsumer out) {
            out.addBinary(Binary.fromConstantByteArray(value.apply(row)));
          }
        });
  }

  /** A record with the columns of {@code element}; null becomes Parquet's null. */
  public <E> Format<T> withRecord(String name, Format<E> element, Function<? super T, E> value) {
    return with(
        Types.optionalGroup().addFields(element.types().toArray(new Type[0])).named(name),
        new Value<T>() {
          @Override
          public boolean absent(T row) {
            return value.apply(row) == null;
          }

          @Override
          public void write(T row, RecordConsumer out) {
            out.startGroup();
            element.writeFields(value.apply(row), out);
            out.endGroup();
          }
        });
  }

  /** A list of strings. */
  public Format<T> withTextList(String name, Function<? super T, List<String>> values) {
    Type element =
        Types.required(PrimitiveTypeName.BINARY)
            .as(LogicalTypeAnnotation.stringType())
            .named("element");
    return with(
        Types.requiredList().element(element).named(name),
        always(
            (row, out) -> {
              out.startGroup();
              List<String> elements = values.apply(row);
              if (!elements.isEmpty()) {
                out.startField("list", 0);
                for (String each : elements) {
                  out.startGroup();
                  out.startField("element", 0);
                  out.addBinary(Binary.fromString(each));
                  out.endField("element", 0);
                  out.endGroup();
                }
                out.endField("list", 0);
              }
              out.endGroup();
            }));
  }

  /** A list of records, each with the columns of {@code element}. */
  public <E> Format<T> withList(
      String name, Format<E> element, Function<? super T, List<E>> values) {
    Type group =
        Types.requiredGroup().addFields(element.types().toArray(new Type[0])).named("element");
    return with(
        Types.requiredList().element(group).named(name),
        always(
            (row, out) -> {
              out.startGroup();
              List<E> elements = values.apply(row);
              if (!elements.isEmpty()) {
                out.startField("list", 0);
                for (E each : elements) {
                  out.startGroup();
                  out.startField("element", 0);
                  out.startGroup();
                  element.writeFields(each, out);
                  out.endGroup();
                  out.endField("element", 0);
                  out.endGroup();
                }
                out.endField("list", 0);
              }
              out.endGroup();
            }));
  }

  MessageType schema() {
    return new MessageType("gleaner", types());
  }

  void write(T row, RecordConsumer out) {
    out.startMessage();
    writeFields(row, out);
    out.endMessage();
  }

  private void writeFields(T row, RecordConsumer out) {
    for (int i = 0; i < columns.size(); i++) {
      Column<T> column = columns.get(i);
      if (!column.value.absent(row)) {
        out.startField(column.type.getName(), i);
        column.value.write(row, out);
        out.endField(column.type.getName(), i);
      }
    }
  }

  private List<Type> types() {
    return columns.stream().map(Column::type).toList();
  }

  private interface Writer<T> {
    void write(T row, RecordConsumer out);
  }

  private static <T> Value<T> always(Writer<T> writer) {
    return new Value<>() {
      @Override
      public boolean absent(T row) {
        return false;
      }

      @Override
      public void write(T row, RecordConsumer out) {
        writer.write(row, out);
      }
    };
  }

  private Format<T> with(Type type, Value<T> value) {
    List<Column<T>> longer = new ArrayList<>(columns);
    longer.add(new Column<>(type, value));
    return new Format<>(longer);
  }
}
