package io.gleaner.pipeline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes tables for people: columns aligned, thousands grouped. */
public final class TextTables {
  private TextTables() {}

  /** Returns all tables that have rows, each under its name. */
  public static String of(Statistics statistics) {
    StringBuilder text = new StringBuilder();
    statistics
        .tables()
        .forEach(
            (name, rows) -> {
              if (!rows.isEmpty()) {
                text.append(name).append('\n').append(table(rows)).append('\n');
              }
            });
    return text.toString();
  }

  /** Returns one table under its name; none where it has no rows. */
  public static Optional<String> of(Statistics statistics, String name) {
    List<Map<String, Object>> rows = statistics.tables().getOrDefault(name, List.of());
    return rows.isEmpty() ? Optional.empty() : Optional.of(name + "\n" + table(rows));
  }

  /** Returns rows of equal columns as lines; numbers stand to the right. */
  public static String table(List<Map<String, Object>> rows) {
    List<String> columns = new ArrayList<>(rows.get(0).keySet());
    int[] widths = columns.stream().mapToInt(String::length).toArray();
    boolean[] numeric = new boolean[widths.length];
    for (Map<String, Object> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        Object value = row.get(columns.get(i));
        widths[i] = Math.max(widths[i], cell(value).length());
        numeric[i] |= value instanceof Number;
      }
    }
    StringBuilder text = new StringBuilder();
    line(text, columns, widths, numeric);
    for (Map<String, Object> row : rows) {
      line(text, columns.stream().map(column -> cell(row.get(column))).toList(), widths, numeric);
    }
    return text.toString();
  }

  private static void line(
      StringBuilder text, List<String> cells, int[] widths, boolean[] numeric) {
    StringBuilder line = new StringBuilder(" ");
    for (int i = 0; i < widths.length; i++) {
      line.append(' ')
          .append(
              String.format(
                  Locale.ROOT, "%" + (numeric[i] ? "" : "-") + widths[i] + "s", cells.get(i)))
          .append(' ');
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  static String cell(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Float || value instanceof Double) {
      return String.format(Locale.ROOT, "%.4f", ((Number) value).doubleValue());
    }
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : value.toString();
  }
}
