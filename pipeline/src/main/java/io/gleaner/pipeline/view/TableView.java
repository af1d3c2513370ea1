package io.gleaner.pipeline.view;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The columns of a view over tables, in order: those that every run has, then what the tables have
 * besides, such as carried fields, then what is long.
 *
 * @param first DuckDB's types by column
 * @param last likewise
 */
record TableView(Map<String, String> first, Map<String, String> last) {
  /** Returns the view of columns that are written {@code name TYPE}, with commas between. */
  static TableView of(String columns) {
    return new TableView(columns(columns), Map.of());
  }

  /** Returns this view with columns that come after all others. */
  TableView andLast(String columns) {
    return new TableView(first, columns(columns));
  }

  /** Splits at commas outside brackets. */
  private static Map<String, String> columns(String text) {
    Map<String, String> columns = new LinkedHashMap<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? ',' : text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        String column = text.substring(start, i).strip();
        int space = column.indexOf(' ');
        columns.put(column.substring(0, space), column.substring(space + 1).strip());
        start = i + 1;
      }
    }
    return columns;
  }

  /** Returns the view's columns over tables that have some columns, in order. */
  List<String> columns(Collection<String> there) {
    List<String> columns = new ArrayList<>(first.keySet());
    for (String name : there) {
      if (!first.containsKey(name) && !last.containsKey(name)) {
        columns.add(name);
      }
    }
    columns.addAll(last.keySet());
    return columns;
  }

  /**
   * Returns a query for all rows of {@code files}; a column that they lack is null, and without
   * files there is no row.
   */
  String over(Sql sql, List<Location> files) throws SQLException, IOException {
    Set<String> there = new LinkedHashSet<>();
    String tables = files.isEmpty() ? "" : sql.tables(files);
    if (!files.isEmpty()) {
      for (Map<String, Object> column : sql.rows("DESCRIBE SELECT * FROM " + tables)) {
        there.add((String) column.get("column_name"));
      }
    }
    List<String> columns = new ArrayList<>();
    for (String name : columns(there)) {
      String type = first.getOrDefault(name, last.get(name));
      columns.add(
          there.contains(name)
              ? quoted(name)
              : String.format(Locale.ROOT, "CAST(NULL AS %s) AS %s", type, quoted(name)));
    }
    return "SELECT "
        + String.join(", ", columns)
        + (files.isEmpty() ? " WHERE false" : " FROM " + tables);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
