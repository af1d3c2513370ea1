package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.print.CsvRows;
import io.gleaner.pipeline.print.JsonRows;
import io.gleaner.pipeline.print.ResultFormat;
import io.gleaner.pipeline.print.TableRows;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Executes statements and writes their results while they are made, to standard output or to a file
 * that appears when it is whole.
 */
final class QueryResults {
  private final Sql sql;
  private final ResultFormat format;
  private final Location output;
  private final TableRows table;

  /**
   * @param output the file of the last result, or null for standard output
   * @param table how tables are printed
   */
  QueryResults(Sql sql, ResultFormat format, Location output, TableRows table) {
    this.sql = sql;
    this.format = format;
    this.output = output;
    this.table = table;
  }

  /** Executes a statement before the last, whose result is printed where tables are. */
  void writeEarlier(String statement) throws SQLException, IOException {
    if (format == ResultFormat.TABLE && output == null) {
      writeLast(statement);
    } else {
      sql.run(statement);
    }
  }

  /** Executes the last statement and writes its result. */
  void writeLast(String statement) throws SQLException, IOException {
    if (output == null) {
      Writer out = writer(new StandardOutput(System.out));
      write(statement, out);
      out.flush();
      return;
    }
    sql.check(statement); // before anything is written
    output.makeFolder();
    Location temporary = output.temporary();
    try {
      if (format == ResultFormat.PARQUET) {
        writeParquet(statement, temporary);
      } else {
        try (Writer out = writer(temporary.create())) {
          write(statement, out);
        }
      }
      temporary.moveTo(output);
    } catch (SQLException | IOException e) {
      temporary.delete();
      throw e;
    }
  }

  private static Writer writer(OutputStream out) {
    return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  private void write(String statement, Writer out) throws SQLException, IOException {
    TableRows.Written written = sql.query(statement, result -> write(result, out));
    if (written != null && format == ResultFormat.TABLE) {
      out.append(said(statement, written)).append('\n');
    }
  }

  private TableRows.Written write(ResultSet result, Writer out) throws SQLException, IOException {
    switch (format) {
      case TABLE -> {
        return table.write(result, out);
      }
      case CSV -> CsvRows.write(result, out);
      case JSON -> JsonRows.write(result, out, false);
      case JSONL -> JsonRows.write(result, out, true);
      case PARQUET -> throw new IllegalStateException("DuckDB writes Parquet itself");
    }
    return null;
  }

  private String said(String statement, TableRows.Written written)
      throws SQLException, IOException {
    if (!written.more()) {
      return String.format(
          Locale.ROOT, "(%,d %s)", written.rows(), written.rows() == 1 ? "row" : "rows");
    }
    return String.format(
        Locale.ROOT,
        "(the first %,d of %s rows; --rows N prints more, --format csv all)",
        written.rows(),
        all(statement));
  }

  /** Counts by DuckDB, which reads no column for that; what cannot be counted so has more rows. */
  private String all(String statement) throws IOException {
    try {
      Object count = sql.rows("SELECT count(*) AS n FROM (" + statement + "\n)").get(0).get("n");
      return String.format(Locale.ROOT, "%,d", (Long) count);
    } catch (SQLException e) {
      return "more";
    }
  }

  private void writeParquet(String statement, Location target) throws SQLException, IOException {
    Path local =
        target.isLocal() ? target.path() : Files.createTempFile("gleaner-sql-", ".parquet");
    try {
      sql.run(
          String.format(
              Locale.ROOT,
              "COPY (%n%s%n) TO %s (FORMAT parquet, COMPRESSION zstd)",
              statement,
              Sql.text(local.toString())));
      if (!target.isLocal()) {
        try (OutputStream out = target.create()) {
          Files.copy(local, out);
        }
      }
    } finally {
      if (!target.isLocal()) {
        Files.deleteIfExists(local);
      }
    }
  }

  /** Standard output that says when nobody reads it any more; it is not closed. */
  private static final class StandardOutput extends OutputStream {
    private final PrintStream out;

    StandardOutput(PrintStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      if (out.checkError()) { // a print stream keeps its failures to itself
        throw new IOException("standard output was closed or is full before all rows were written");
      }
    }

    @Override
    public void flush() {
      out.flush();
    }
  }
}
