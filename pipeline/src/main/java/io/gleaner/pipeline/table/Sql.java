package io.gleaner.pipeline.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * SQL over tables, by an embedded DuckDB. What does not fit in memory spills to a folder. Not
 * thread-safe.
 */
public final class Sql implements AutoCloseable {
  private final Connection connection;

  private Sql(Connection connection) {
    this.connection = connection;
  }

  /**
   * @param spill a folder for what does not fit in memory; made when needed, removed at the end
   * @param threads that a query may use
   */
  public static Sql open(Path spill, int threads) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    Sql sql = new Sql(connection);
    try {
      sql.execute("SET temp_directory = " + text(spill.toString()));
      sql.execute("SET memory_limit = '2GB'");
      sql.execute("SET threads = " + threads);
      sql.execute("SET autoinstall_known_extensions = false");
      sql.execute("SET autoload_known_extensions = false");
    } catch (SQLException e) {
      sql.close();
      throw e;
    }
    return sql;
  }

  /** Returns a literal. */
  public static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** Returns a quoted name of a column. */
  public static String name(String column) {
    return '"' + column.replace("\"", "\"\"") + '"';
  }

  /** Returns a table expression over files, columns matched by name; a file may lack some. */
  public static String tables(List<Path> files) {
    return files.stream()
        .map(file -> text(file.toString()))
        .collect(Collectors.joining(", ", "read_parquet([", "], union_by_name = true)"));
  }

  public void execute(String statement) throws SQLException {
    try (Statement executed = connection.createStatement()) {
      executed.execute(statement);
    }
  }

  /** Returns all rows, each by column; for results that are small. */
  public List<Map<String, Object>> rows(String query) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      ResultSetMetaData columns = result.getMetaData();
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnName(i), result.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Writes the rows of a query as a table, aside and renamed. */
  public void write(String query, Path target) throws SQLException, IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      execute(
          "COPY (%s) TO %s (FORMAT parquet, COMPRESSION zstd, KV_METADATA {%s: %s})"
              .formatted(
                  query,
                  text(temporary.toString()),
                  text(TableWriter.VERSION_KEY),
                  text(TableWriter.FORMAT_VERSION)));
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
