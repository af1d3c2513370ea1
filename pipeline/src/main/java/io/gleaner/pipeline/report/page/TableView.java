package io.gleaner.pipeline.report.page;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table.
 *
 * @param caption what it is, of plain words
 * @param note how to read it, or empty
 */
record TableView(String caption, String note, List<Column> columns, List<Line> lines) {
  record Column(String name, boolean number) {}

  /** A row; {@code total} stands out. */
  record Line(List<Cell> cells, boolean total) {}

  record Cell(String text, boolean number, boolean head) {}

  static TableView of(String caption, String note, List<Map<String, Object>> rows) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> names.addAll(row.keySet()));
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      boolean number = rows.stream().anyMatch(row -> row.get(name) instanceof Number);
      columns.add(new Column(name.replace('_', ' '), number));
    }
    List<Line> lines = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      List<Cell> cells = new ArrayList<>();
      int column = 0;
      for (String name : names) {
        boolean number = columns.get(column).number();
        cells.add(new Cell(text(row.get(name)), number, column == 0));
        column++;
      }
      lines.add(new Line(cells, row.containsValue("all")));
    }
    return new TableView(caption, note, columns, lines);
  }

  /** Whether there is a row to show. */
  boolean any() {
    return !lines.isEmpty();
  }

  static String text(Object value) {
    if (value == null) {
      return Numbers.NONE;
    }
    if (value instanceof Double || value instanceof Float) {
      return Numbers.similarity(((Number) value).doubleValue());
    }
    if (value instanceof Number number) {
      return Numbers.count(number.longValue());
    }
    if (value instanceof Boolean yes) {
      return yes ? "yes" : "no";
    }
    return value.toString();
  }
}
