package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Queries with small results, and the literals that they hold. */
final class Select {
  /** Makes a value of the row that a result stands at. */
  interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  private Select() {}

  static <T> List<T> list(Sql sql, String query, Mapper<T> mapper)
      throws SQLException, IOException {
    return sql.query(
        query,
        result -> {
          List<T> rows = new ArrayList<>();
          while (result.next()) {
            rows.add(mapper.map(result));
          }
          return rows;
        });
  }

  /** Returns the one number that a query gives. */
  static long number(Sql sql, String query) throws SQLException, IOException {
    return list(sql, query, row -> row.getLong(1)).get(0);
  }

  static String format(String query, Object... values) {
    return String.format(Locale.ROOT, query, values);
  }

  /** Returns a literal of the float32 that a threshold is compared as. */
  static String real(double value) {
    return "CAST('" + (float) value + "' AS FLOAT)";
  }

  /** Returns a list of literals in brackets; of none, a list that holds no value. */
  static String oneOf(Collection<String> values) {
    List<String> literals = new ArrayList<>();
    values.forEach(value -> literals.add(Sql.text(value)));
    return literals.isEmpty() ? "(NULL)" : "(" + String.join(", ", literals) + ")";
  }

  static Integer integer(ResultSet row, int column) throws SQLException {
    int value = row.getInt(column);
    return row.wasNull() ? null : (Integer) value;
  }
}
