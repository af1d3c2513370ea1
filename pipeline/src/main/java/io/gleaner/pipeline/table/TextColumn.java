package io.gleaner.pipeline.table;

import java.io.IOException;
import java.util.Locale;
import org.apache.parquet.column.values.ValuesReader;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * A column of texts, integers or other scalars but floats in one row group, row by row, each as its
 * {@link ScalarText}. Not thread-safe.
 */
final class TextColumn {
  private final ColumnPages pages;
  private final PrimitiveTypeName type;
  private final ScalarText text;
  private ValuesReader values;

  TextColumn(ColumnPages pages) {
    this.pages = pages;
    type = pages.column().getPrimitiveType().getPrimitiveTypeName();
    text = ScalarText.of(pages.column().getPrimitiveType());
  }

  /** Returns whether a column is one that this class reads. */
  static boolean reads(Type type) {
    if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
      return false;
    }
    PrimitiveTypeName name = ((PrimitiveType) type).getPrimitiveTypeName();
    return name != PrimitiveTypeName.FLOAT
        && name != PrimitiveTypeName.DOUBLE
        && !(type.getLogicalTypeAnnotation() instanceof Float16LogicalTypeAnnotation);
  }

  /** Returns the text of the next row, which there is, or null. */
  String next() throws IOException {
    while (pages.run() == 0) {
      if (!pages.next()) {
        throw new ParquetDecodingException(
            String.format(Locale.ROOT, "%s has too few rows", pages.column()));
      }
      values = pages.reader();
    }
    boolean present = pages.hasValues();
    pages.skip(1);
    return present ? read() : null;
  }

  private String read() {
    return switch (type) {
      case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> text.text(values.readBytes());
      case INT32 -> text.text(values.readInteger());
      case INT64 -> text.text(values.readLong());
      case BOOLEAN -> ScalarText.text(values.readBoolean());
      case FLOAT, DOUBLE -> throw new IllegalStateException("no text: " + pages.column());
    };
  }
}
