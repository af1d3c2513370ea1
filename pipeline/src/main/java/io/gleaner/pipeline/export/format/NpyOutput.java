package io.gleaner.pipeline.export.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a one-dimensional array as NumPy's {@code .npy} (NEP 1), value by value: of unsigned
 * integers, of text, or of records of both. Text has a fixed width in UTF-32; what is shorter is
 * filled up with zeros, which NumPy leaves out again. So the longest text and the number of rows
 * must be known before.
 */
final class NpyOutput {
  private static final int PREFIX = 8;
  private static final int ALIGNMENT = 64;
  private static final int LONGEST_NUMBER = 21;
  private static final int LONGEST_SHORT_HEADER = 0xffff;

  private final ShardOutput out;
  private final List<Column> columns;
  private final long rows;
  private final ByteBuffer row;
  private int column;
  private long written;

  /**
   * A field of each row.
   *
   * @param width most characters of text (code points), at least 1; 0 of a 32-bit unsigned integer
   */
  record Column(String name, int width) {
    static Column number(String name) {
      return new Column(name, 0);
    }

    static Column text(String name, int width) {
      return new Column(name, Math.max(1, width));
    }

    private String type() {
      return width == 0 ? "'<u4'" : "'<U" + width + "'";
    }

    private int bytes() {
      return width == 0 ? Integer.BYTES : Integer.BYTES * width;
    }
  }

  /**
   * Begins an array of records.
   *
   * @param rows how many will be put
   */
  static NpyOutput records(ShardOutput out, List<Column> columns, long rows) throws IOException {
    String fields =
        columns.stream()
            .map(each -> "('" + each.name + "', " + each.type() + ")")
            .collect(Collectors.joining(", ", "[", "]"));
    return new NpyOutput(out, columns, rows, fields);
  }

  /** Begins an array of text. */
  static NpyOutput texts(ShardOutput out, int width, long rows) throws IOException {
    Column column = Column.text("", width);
    return new NpyOutput(out, List.of(column), rows, column.type());
  }

  private NpyOutput(ShardOutput out, List<Column> columns, long rows, String type)
      throws IOException {
    this.out = out;
    this.columns = List.copyOf(columns);
    this.rows = rows;
    row =
        ByteBuffer.allocate(columns.stream().mapToInt(Column::bytes).sum())
            .order(ByteOrder.LITTLE_ENDIAN);
    String description =
        "{'descr': " + type + ", 'fortran_order': False, 'shape': (" + rows + ",), }";
    // As numpy.save: room for more rows, should somebody append to the file.
    out.write(header(description + " ".repeat(LONGEST_NUMBER - Long.toString(rows).length())));
  }

  /** Version 1.0 has 16 bits for the header's length, 2.0 has 32; the data start at 64 bytes. */
  private static byte[] header(String description) {
    int shortest = PREFIX + Short.BYTES + description.length() + 1;
    boolean wide = shortest + ALIGNMENT > LONGEST_SHORT_HEADER;
    int start = wide ? PREFIX + Integer.BYTES : PREFIX + Short.BYTES;
    int end = (start + description.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(end).order(ByteOrder.LITTLE_ENDIAN);
    header.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    header.put((byte) (wide ? 2 : 1)).put((byte) 0);
    if (wide) {
      header.putInt(end - start);
    } else {
      header.putShort((short) (end - start));
    }
    String padded = description + " ".repeat(end - start - description.length() - 1) + "\n";
    return header.put(padded.getBytes(StandardCharsets.US_ASCII)).array();
  }

  /** Returns how wide a column must be for a text. */
  static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Puts the next value of a row, 0 to 2^32 - 1. */
  NpyOutput put(long number) throws IOException {
    if (columns.get(column).width != 0 || number != (number & 0xffffffffL)) {
      throw new IllegalArgumentException(number + " is none of " + columns.get(column));
    }
    row.putInt((int) number);
    return next();
  }

  /** Puts the next value of a row. */
  NpyOutput put(String text) throws IOException {
    int width = columns.get(column).width;
    if (width(text) > width) {
      throw new IllegalArgumentException("\"" + text + "\" is none of " + columns.get(column));
    }
    int end = row.position() + columns.get(column).bytes();
    text.codePoints().forEach(row::putInt);
    while (row.position() < end) {
      row.putInt(0);
    }
    return next();
  }

  private NpyOutput next() throws IOException {
    column++;
    if (column == columns.size()) {
      out.write(row.array());
      row.clear();
      column = 0;
      written++;
    }
    return this;
  }

  /**
   * Ends the array; the output stays open.
   *
   * @throws IllegalStateException where other than the announced number of rows was put
   */
  void end() {
    if (written != rows || column != 0) {
      throw new IllegalStateException(written + " rows of " + rows + " were put");
    }
  }
}
