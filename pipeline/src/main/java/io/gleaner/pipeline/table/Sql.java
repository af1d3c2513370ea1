package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * SQL over tables, by an embedded DuckDB. What does not fit in memory spills to a folder. DuckDB
 * reads local files only: each remote table that a query names is copied to that folder first, once
 * and whole, so the disk must hold them all. Not thread-safe; one result is read at a time.
 */
public final class Sql implements AutoCloseable {
  private final Connection connection;
  private final Path spill;
  private final Map<Location, Path> copies = new HashMap<>();
  private final Map<String, Definition> offered = new LinkedHashMap<>();

  /** What a view stands for. */
  public interface Definition {
    /** Returns a query; called when a statement first names the view. */
    String query() throws SQLException, IOException;
  }

  /** Takes a result as it comes. */
  public interface Reader<T> {
    T read(ResultSet result) throws SQLException, IOException;
  }

  private Sql(Connection connection, Path spill) {
    this.connection = connection;
    this.spill = spill;
  }

  /**
   * Begins to load DuckDB's library, in a thread of its own, for who will ask soon and has
   * something else to do first: it is unpacked from its jar, which takes some 0.2 s.
   */
  public static void preload() {
    Thread loading =
        new Thread(
            () -> {
              try {
                Class.forName("org.duckdb.DuckDBNative", true, Sql.class.getClassLoader());
              } catch (ClassNotFoundException | LinkageError e) {
                // Told when it is asked for.
              }
            },
            "preload-duckdb");
    loading.setDaemon(true);
    loading.start();
  }

  /**
   * @param spill a local folder for what does not fit in memory and for copies; made when needed,
   *     removed at the end if nobody else uses it
   * @param threads that a query may use
   */
  public static Sql open(Path spill, int threads) throws SQLException {
    return open(spill, threads, "2GB");
  }

  /**
   * @param memory that queries may take before they spill, as DuckDB writes sizes: {@code 500MB}
   */
  public static Sql open(Path spill, int threads, String memory) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true"); // else a result is held whole
    Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
    Sql sql = new Sql(connection, spill);
    try {
      sql.execute("SET temp_directory = " + text(spill.toString()));
      sql.execute("SET memory_limit = " + text(memory));
      sql.execute("SET threads = " + threads);
      sql.execute("SET parquet_metadata_cache = true"); // footers are read once, not in each query
      sql.execute("SET autoinstall_known_extensions = false");
      sql.execute("SET autoload_known_extensions = false");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return sql;
  }

  /** Returns a literal of a text. */
  public static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** Returns a table expression over files, columns matched by name; a file may lack some. */
  public String tables(List<Location> files) throws IOException {
    List<String> literals = new ArrayList<>();
    for (Location file : files) {
      literals.add(text(local(file).toString()));
    }
    return String.format(
        Locale.ROOT, "read_parquet([%s], union_by_name = true)", String.join(", ", literals));
  }

  private Path local(Location file) throws IOException {
    if (file.isLocal()) {
      return file.path();
    }
    Path copy = copies.get(file);
    if (copy == null) {
      Files.createDirectories(spill);
      copy = Files.createTempFile(spill, "copy-", ".parquet");
      file.copyTo(copy);
      copies.put(file, copy);
    }
    return copy;
  }

  /**
   * Offers a view, which is made when a statement first names it: tables that no statement asks for
   * are neither opened nor copied.
   *
   * @param name {@code view} or {@code schema.view}, before either the name of an attached database
   */
  public void offer(String name, Definition definition) {
    offered.put(name, definition);
  }

  /** Makes all views that are offered. */
  public void makeViews() throws SQLException, IOException {
    make(Set.copyOf(offered.keySet()));
  }

  private void make(Set<String> names) throws SQLException, IOException {
    for (String name : names) {
      Definition definition = offered.remove(name);
      if (definition != null) {
        String query = definition.query();
        makeNamed(query); // a view of views
        execute("CREATE VIEW " + name + " AS " + query);
      }
    }
  }

  private void makeNamed(String statement) throws SQLException, IOException {
    if (!offered.isEmpty()) {
      make(NamedTables.of(connection, statement, offered.keySet()));
    }
  }

  private void execute(String statement) throws SQLException {
    try (Statement executed = connection.createStatement()) {
      executed.execute(statement);
    }
  }

  /** Executes one statement that has no result, or whose result nobody reads. */
  public void run(String statement) throws SQLException, IOException {
    makeNamed(statement);
    execute(statement);
  }

  /**
   * Executes one statement and hands its result over while it is made; memory does not grow with
   * it.
   *
   * @return what {@code reader} makes of the result, or null where the statement has none
   */
  public <T> T query(String query, Reader<T> reader) throws SQLException, IOException {
    makeNamed(query);
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(query)) {
        return null;
      }
      try (ResultSet result = statement.getResultSet()) {
        return reader.read(result);
      }
    }
  }

  /**
   * Requires that DuckDB can execute a statement, as far as it tells before it does.
   *
   * @throws SQLException that says what is wrong and where
   */
  public void check(String statement) throws SQLException, IOException {
    makeNamed(statement);
    connection.prepareStatement(statement).close();
  }

  /** Returns all rows, each by column; for results that are small. */
  public List<Map<String, Object>> rows(String query) throws SQLException, IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    query(
        query,
        result -> {
          ResultSetMetaData columns = result.getMetaData();
          while (result.next()) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
              row.put(columns.getColumnName(i), result.getObject(i));
            }
            rows.add(row);
          }
          return null;
        });
    return rows;
  }

  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    for (Path copy : copies.values()) {
      Files.deleteIfExists(copy);
    }
    if (Files.isDirectory(spill) && isEmpty(spill)) {
      Files.deleteIfExists(spill);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
