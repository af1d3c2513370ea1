package io.gleaner.pipeline.table;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.Type;

/**
 * A column of vectors in one row group, row by row: a list, however its writer named the levels in
 * between, down to its one numeric leaf. Null components are left out. A row may begin in one page
 * and end in another. Memory: a page and a row. Not thread-safe.
 */
final class VectorColumn {
  private final ColumnPages pages;
  private final int present; // definition level from which on there is a list, if an empty one
  private final int component; // definition level from which on there is a component, if a null
  private Floats values;
  private float[] vector = new float[16];
  private int length;
  private int nulls;
  private int pending; // components of this row that this page has and that were not read yet
  private boolean absent;

  /**
   * @param type of the column, whose leaf is in {@code pages}
   */
  VectorColumn(ColumnPages pages, Type type) {
    this.pages = pages;
    present = type.isRepetition(Type.Repetition.REQUIRED) ? 0 : 1;
    int deepest = pages.column().getMaxDefinitionLevel();
    boolean optional = pages.column().getPrimitiveType().isRepetition(Type.Repetition.OPTIONAL);
    component = optional ? deepest - 1 : deepest;
  }

  /** Returns whether a column, with this one leaf, is one that this class reads. */
  static boolean reads(Type type, ColumnDescriptor leaf) {
    return (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED))
        && Floats.reads(leaf.getPrimitiveType());
  }

  /** Goes to the next row, which there is. */
  void next() throws IOException {
    length = 0;
    nulls = 0;
    if (!hasEntry()) {
      throw new ParquetDecodingException(
          String.format(Locale.ROOT, "%s has too few rows", pages.column()));
    }
    absent = pages.definition() < present;
    take(1);
    while (hasEntry() && pages.repetition() > 0) {
      take(pages.run());
    }
    readPending();
  }

  /** Returns whether this row has no list. */
  boolean isNull() {
    return absent;
  }

  /** Returns how many components this row's list has. */
  int length() {
    return length;
  }

  /** Returns how many null components were left out of this row's list. */
  int nulls() {
    return nulls;
  }

  /** Writes this row's components to {@code target} from {@code offset} on. */
  void copyTo(float[] target, int offset) {
    System.arraycopy(vector, 0, target, offset, length);
  }

  private boolean hasEntry() throws IOException {
    while (pages.run() == 0) {
      readPending();
      if (!pages.next()) {
        return false;
      }
      values = Floats.of(pages);
    }
    return true;
  }

  private void take(int entries) {
    if (pages.hasValues()) {
      pending += entries;
    } else if (pages.definition() >= component) {
      nulls += entries;
    }
    pages.skip(entries);
  }

  private void readPending() {
    if (pending > 0) {
      if (length + pending > vector.length) {
        vector = Arrays.copyOf(vector, Math.max(length + pending, 2 * vector.length));
      }
      values.read(vector, length, pending);
      length += pending;
      pending = 0;
    }
  }
}
