package io.gleaner.pipeline.table;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapKeyValueTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * The text of the values of one Parquet column of any type: of a scalar as {@link ScalarText} has
 * it, of a list, a struct or a map as JSON. Lists in every layout that Parquet's specification
 * knows: of three levels, of two, and a repeated field by itself. Thread-safe.
 */
final class ValueText {
  private enum Shape {
    SCALAR,
    STRUCT,
    LIST,
    MAP
  }

  private final Type type;
  private final Shape shape;
  private final ScalarText scalar;
  private final List<ValueText> children; // of a struct its fields, of a map key and value
  private final boolean nested; // whether an element lies in a group of its own

  private ValueText(
      Type type, Shape shape, ScalarText scalar, List<ValueText> children, boolean nested) {
    this.type = type;
    this.shape = shape;
    this.scalar = scalar;
    this.children = children;
    this.nested = nested;
  }

  static ValueText of(Type type) {
    if (type.isPrimitive()) {
      return new ValueText(
          type, Shape.SCALAR, ScalarText.of(type.asPrimitiveType()), List.of(), false);
    }
    GroupType group = type.asGroupType();
    LogicalTypeAnnotation logical = group.getLogicalTypeAnnotation();
    if (hasOneRepeatedField(group)) {
      Type repeated = group.getType(0);
      if (logical instanceof ListLogicalTypeAnnotation) {
        boolean nested = liesInAGroup(group, repeated);
        Type element = nested ? repeated.asGroupType().getType(0) : repeated;
        return new ValueText(type, Shape.LIST, null, List.of(of(element)), nested);
      }
      if ((logical instanceof MapLogicalTypeAnnotation
              || logical instanceof MapKeyValueTypeAnnotation)
          && !repeated.isPrimitive()
          && repeated.asGroupType().getFieldCount() == 2) {
        return new ValueText(type, Shape.MAP, null, fields(repeated.asGroupType()), true);
      }
    }
    return new ValueText(type, Shape.STRUCT, null, fields(group), false);
  }

  private static List<ValueText> fields(GroupType group) {
    List<ValueText> fields = new ArrayList<>();
    group.getFields().forEach(field -> fields.add(of(field)));
    return fields;
  }

  private static boolean hasOneRepeatedField(GroupType group) {
    return group.getFieldCount() == 1 && group.getType(0).isRepetition(Type.Repetition.REPEATED);
  }

  /** Whether a list's element is the one field of its repeated group, by Parquet's rules. */
  private static boolean liesInAGroup(GroupType list, Type repeated) {
    return !repeated.isPrimitive()
        && repeated.asGroupType().getFieldCount() == 1
        && !repeated.getName().equals("array")
        && !repeated.getName().equals(list.getName() + "_tuple");
  }

  /** Returns the text of this column in a row, or null where the row has none. */
  String text(Group row) {
    int field = row.getType().getFieldIndex(type.getName());
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      StringBuilder out = new StringBuilder();
      repeated(row, field, out);
      return out.toString();
    }
    if (row.getFieldRepetitionCount(field) == 0) {
      return null;
    }
    if (shape == Shape.SCALAR) {
      return scalar(row, field, 0);
    }
    StringBuilder out = new StringBuilder();
    json(row, field, 0, out);
    return out.toString();
  }

  private String scalar(Group parent, int field, int index) {
    PrimitiveType primitive = type.asPrimitiveType();
    return switch (primitive.getPrimitiveTypeName()) {
      case INT32 -> scalar.text(parent.getInteger(field, index));
      case INT64 -> scalar.text(parent.getLong(field, index));
      case BOOLEAN -> ScalarText.text(parent.getBoolean(field, index));
      case FLOAT -> ScalarText.text(parent.getFloat(field, index));
      case DOUBLE -> ScalarText.text(parent.getDouble(field, index));
      case INT96 -> scalar.text(parent.getInt96(field, index));
      case BINARY, FIXED_LEN_BYTE_ARRAY -> scalar.text(parent.getBinary(field, index));
    };
  }

  /** Writes one value, which is there. */
  private void json(Group parent, int field, int index, StringBuilder out) {
    switch (shape) {
      case SCALAR -> {
        String text = scalar(parent, field, index);
        if (isBare(text)) {
          out.append(text);
        } else {
          quote(text, out);
        }
      }
      case STRUCT -> struct(parent.getGroup(field, index), out);
      case LIST -> list(parent.getGroup(field, index), out);
      case MAP -> map(parent.getGroup(field, index), out);
    }
  }

  /** JSON has no NaN and no infinities. */
  private boolean isBare(String text) {
    return type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BOOLEAN
        || (scalar.isNumber() && !text.endsWith("N") && !text.endsWith("y"));
  }

  private void struct(Group group, StringBuilder out) {
    out.append('{');
    for (int i = 0; i < children.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      quote(children.get(i).type.getName(), out);
      out.append(':');
      children.get(i).field(group, i, out);
    }
    out.append('}');
  }

  private void list(Group group, StringBuilder out) {
    ValueText element = children.get(0);
    if (!nested) {
      element.repeated(group, 0, out);
      return;
    }
    out.append('[');
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      if (i > 0) {
        out.append(',');
      }
      element.field(group.getGroup(0, i), 0, out);
    }
    out.append(']');
  }

  private void map(Group group, StringBuilder out) {
    ValueText key = children.get(0);
    out.append('{');
    for (int i = 0; i < group.getFieldRepetitionCount(0); i++) {
      if (i > 0) {
        out.append(',');
      }
      Group entry = group.getGroup(0, i);
      String name = key.text(entry);
      quote(name == null ? "null" : name, out);
      out.append(':');
      children.get(1).field(entry, 1, out);
    }
    out.append('}');
  }

  /** Writes a field of a group: null where it is not there, a list where it is repeated. */
  private void field(Group group, int field, StringBuilder out) {
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      repeated(group, field, out);
    } else if (group.getFieldRepetitionCount(field) == 0) {
      out.append("null");
    } else {
      json(group, field, 0, out);
    }
  }

  private void repeated(Group group, int field, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
      if (i > 0) {
        out.append(',');
      }
      json(group, field, i, out);
    }
    out.append(']');
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }
}
