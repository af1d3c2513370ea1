package io.gleaner.pipeline.print;

import java.io.IOException;
import java.io.Writer;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/**
 * Rows as CSV with a header: cells are quoted as RFC 4180 says, lines end with a line feed. Null is
 * an empty cell, an empty text is {@code ""}, lists and structs are JSON.
 */
public final class CsvRows {
  private CsvRows() {}

  public static void write(ResultSet result, Writer out) throws SQLException, IOException {
    ResultSetMetaData columns = result.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      out.append(i == 1 ? "" : ",").append(cell(columns.getColumnName(i)));
    }
    out.append('\n');
    while (result.next()) {
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        Object value = PlainValue.of(result.getObject(i));
        out.append(i == 1 ? "" : ",").append(value == null ? "" : cell(PlainValue.text(value)));
      }
      out.append('\n');
    }
  }

  private static String cell(String text) {
    boolean plain = !text.isEmpty();
    for (int i = 0; i < text.length() && plain; i++) {
      char c = text.charAt(i);
      plain = c != ',' && c != '"' && c != '\n' && c != '\r';
    }
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
