package io.gleaner.pipeline.review;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of comma-separated values by RFC 4180: fields in quotes may hold commas, line breaks and
 * doubled quotes; lines end by LF, CRLF or CR; a byte order mark is passed over, and so are empty
 * lines.
 */
public final class CsvRows {
  /**
   * A row.
   *
   * @param line where it starts, from 1
   * @param flaw what is wrong with its quotes, or null
   */
  public record CsvRow(long line, List<String> fields, String flaw) {}

  private final String text;
  private int place;
  private long line = 1;
  private String flaw;

  private CsvRows(String text) {
    this.text = text;
    place = text.startsWith("\ufeff") ? 1 : 0;
  }

  public static List<CsvRow> of(String text) {
    CsvRows reader = new CsvRows(text);
    List<CsvRow> rows = new ArrayList<>();
    while (reader.place < text.length()) {
      CsvRow row = reader.row();
      if (row.fields.size() > 1 || !row.fields.get(0).isEmpty()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private CsvRow row() {
    long start = line;
    flaw = null;
    List<String> fields = new ArrayList<>();
    fields.add(field());
    while (place < text.length() && text.charAt(place) == ',') {
      place++;
      fields.add(field());
    }
    if (place < text.length()) {
      breakLine();
    }
    return new CsvRow(start, fields, flaw);
  }

  private String field() {
    StringBuilder field = new StringBuilder();
    if (place < text.length() && text.charAt(place) == '"') {
      quoted(field);
    }
    while (place < text.length() && ",\r\n".indexOf(text.charAt(place)) < 0) {
      if (text.charAt(place) == '"') {
        flaw = "a quote within a field that does not start with one";
      }
      field.append(text.charAt(place++));
    }
    return field.toString();
  }

  private void quoted(StringBuilder field) {
    place++;
    while (place < text.length()) {
      char next = text.charAt(place);
      if (next == '"' && place + 1 < text.length() && text.charAt(place + 1) == '"') {
        field.append('"');
        place += 2;
      } else if (next == '"') {
        place++;
        if (place < text.length() && ",\r\n".indexOf(text.charAt(place)) < 0) {
          flaw = "text behind a closing quote";
        }
        return;
      } else if (next == '\r' || next == '\n') {
        int from = place;
        breakLine();
        field.append(text, from, place);
      } else {
        field.append(next);
        place++;
      }
    }
    flaw = "a quote that is not closed";
  }

  private void breakLine() {
    boolean two = text.startsWith("\r\n", place);
    place += two ? 2 : 1;
    line++;
  }
}
