package io.gleaner.pipeline.print;

import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The first rows of a result in aligned columns, for a terminal: numbers to the right, null as
 * {@code NULL}, embeddings and long cells shortened, control characters escaped. Memory: those
 * rows.
 *
 * @param rows at most, above 0
 * @param width characters of a cell, or 0 where cells are whole
 */
public record TableRows(int rows, int width) {
  private static final String CUT = "...";

  /**
   * What was written.
   *
   * @param rows how many
   * @param more whether the result has more
   */
  public record Written(int rows, boolean more) {}

  public Written write(ResultSet result, Writer out) throws SQLException, IOException {
    ResultSetMetaData columns = result.getMetaData();
    int count = columns.getColumnCount();
    List<String[]> lines = new ArrayList<>();
    String[] header = new String[count];
    boolean[] numeric = new boolean[count];
    for (int i = 0; i < count; i++) {
      header[i] = TerminalText.of(columns.getColumnName(i + 1));
    }
    lines.add(header);
    boolean more = result.next();
    while (more && lines.size() <= rows) {
      String[] line = new String[count];
      for (int i = 0; i < count; i++) {
        Object value = PlainValue.of(result.getObject(i + 1));
        numeric[i] |= value instanceof Number;
        line[i] = value == null ? "NULL" : cut(TerminalText.of(PlainValue.shortText(value)));
      }
      lines.add(line);
      more = result.next();
    }
    print(lines, numeric, out);
    return new Written(lines.size() - 1, more);
  }

  private static void print(List<String[]> lines, boolean[] numeric, Writer out)
      throws IOException {
    int[] widths = new int[numeric.length];
    for (String[] line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(line[i]));
      }
    }
    for (String[] line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String space = " ".repeat(widths[i] - length(line[i]));
        text.append(i == 0 ? "  " : "   ");
        text.append(numeric[i] ? space + line[i] : line[i] + space);
      }
      out.append(text.toString().stripTrailing()).append('\n');
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private String cut(String text) {
    return width == 0 || length(text) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - CUT.length()))) + CUT;
  }
}
