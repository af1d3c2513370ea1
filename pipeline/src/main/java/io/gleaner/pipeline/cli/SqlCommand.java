package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.print.ResultFormat;
import io.gleaner.pipeline.print.TableRows;
import io.gleaner.pipeline.print.TerminalText;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.view.RunViews;
import io.gleaner.pipeline.view.Statements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner sql}: any question to a run's tables. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = {
      "Answers SQL over a run's tables, by DuckDB.",
      "Views: images, pool, rejected, removed, components, clusters, retrieved, manifest and"
          + " others; --tables lists them all. The run is only read."
    })
final class SqlCommand implements Callable<Integer> {
  private static final List<String> SYSTEM_ERRORS =
      List.of("Out of Memory Error", "IO Error", "INTERNAL Error", "FATAL Error");

  @Parameters(index = "0", paramLabel = "RUN", description = "the run directory")
  private Location run;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "STATEMENT",
      description = "statements, with semicolons between; - reads them from standard input")
  private String statement;

  @Option(names = "--file", paramLabel = "FILE", description = "a file of statements")
  private Path file;

  @Option(names = "--tables", description = "list the views, their rows and columns")
  private boolean tables;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "table, csv, json, jsonl or parquet; by default what the name of --output ends with, else"
              + " table")
  private ResultFormat format;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "write the last result to this file; it appears when it is whole")
  private Location output;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "100",
      description = "rows of a table that are printed (${DEFAULT-VALUE}); other formats have all")
  private int rows;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "60",
      description = "characters of a cell that a table prints (${DEFAULT-VALUE}); 0 is no limit")
  private int width;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      defaultValue = "2GB",
      description = "memory of a query, such as 500MB (${DEFAULT-VALUE}); beyond, it uses the disk")
  private String memory;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "threads of a query (by default the processors)")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws Exception {
    List<String> statements = statements();
    ResultFormat chosen = format();
    RunDirectory directory = new RunDirectory(run);
    directory.requireTables();
    try (Sql sql = Sql.open(RunDirectory.spillElsewhere(), parallelism, memory)) {
      RunViews views = RunViews.open(directory, sql);
      QueryResults results =
          new QueryResults(sql, chosen, output, new TableRows(rows, tables ? 0 : width));
      if (tables) {
        results.writeLast(list(views.contents()));
        return 0;
      }
      for (String each : statements.subList(0, statements.size() - 1)) {
        results.writeEarlier(each);
      }
      results.writeLast(statements.get(statements.size() - 1));
      return 0;
    } catch (SQLException e) {
      return explain(e);
    }
  }

  private List<String> statements() throws IOException {
    if (Stream.of(statement != null, file != null, tables).filter(given -> given).count() != 1) {
      throw new UnusableArgumentException(
          "gleaner sql needs a statement, --file or --tables, and one of them alone");
    }
    require("--rows", rows, 1);
    require("--width", width, 0);
    require("--parallelism", parallelism, 1);
    if (!memory.matches("(?i)[0-9]+(\\.[0-9]+)?\\s*[KMGT]i?B")) {
      throw new UnusableArgumentException(
          String.format(Locale.ROOT, "--memory is \"%s\", must be a size such as 500MB", memory));
    }
    if (tables) {
      return List.of();
    }
    String text = statement;
    if (file != null) {
      text = Files.readString(file);
    } else if (statement.equals("-")) {
      text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> statements = Statements.split(text);
    if (statements.isEmpty()) {
      throw new UnusableArgumentException("there is no SQL statement to answer");
    }
    return statements;
  }

  private static void require(String option, int value, int least) {
    if (value < least) {
      throw new UnusableArgumentException(
          String.format(Locale.ROOT, "%s is %d, must be at least %d", option, value, least));
    }
  }

  private ResultFormat format() {
    ResultFormat chosen = format;
    if (chosen == null) {
      chosen =
          output == null
              ? ResultFormat.TABLE
              : ResultFormat.ofFile(output.name()).orElse(ResultFormat.TABLE);
    }
    if (chosen == ResultFormat.PARQUET && output == null) {
      throw new UnusableArgumentException("--format parquet needs --output FILE");
    }
    return chosen;
  }

  private static String list(List<RunViews.Contents> contents) {
    List<String> rows = new ArrayList<>();
    for (RunViews.Contents view : contents) {
      rows.add(
          String.format(
              Locale.ROOT,
              "(%s, %d, %s)",
              Sql.text(view.view()),
              view.rows(),
              Sql.text(String.join(", ", view.columns()))));
    }
    return "SELECT * FROM (VALUES "
        + String.join(", ", rows)
        + ") AS views(\"view\", \"rows\", \"columns\")";
  }

  /** Says what DuckDB says, with its mark at the place; a wrong statement is the user's. */
  private Integer explain(SQLException failure) {
    String message = TerminalText.ofLines(String.valueOf(failure.getMessage()).strip());
    if (SYSTEM_ERRORS.stream().noneMatch(message::startsWith)) {
      throw new UnusableArgumentException(message);
    }
    System.err.println(
        message.startsWith(SYSTEM_ERRORS.get(0))
            ? String.format(
                Locale.ROOT,
                "gleaner: the query needs more than %s of memory; give it more by --memory, or a"
                    + " smaller --parallelism (%s)",
                memory,
                message.lines().findFirst().orElse(""))
            : "gleaner: " + message);
    return 1;
  }
}
