package io.gleaner.pipeline.view;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run's tables as views in a {@link Sql}, whatever tables the run has: one that is not there is
 * an empty view with its columns, so that every query works on every run. Columns are matched by
 * name, and null where a table lacks them. The run is only read.
 *
 * <pre>{@code
 * try (Sql sql = Sql.open(directory.spill(), 2, "500MB")) {
 *   RunViews.open(directory, sql);
 *   sql.rows("SELECT kind, count(*) AS images FROM removed GROUP BY kind ORDER BY kind");
 * }
 * }</pre>
 *
 * <p>A view is made when a statement first names it: its folder is listed and its footers are read
 * then, and where the run is remote its tables are copied ({@link Sql#tables}).
 */
public final class RunViews {
  /** Lists the tables of a view. */
  private interface Tables {
    List<Location> list() throws IOException;
  }

  /** The columns of a view, and where its rows are. */
  private record Described(TableView view, Tables tables) {}

  /**
   * What a view holds.
   *
   * @param rows by the footers of its tables
   * @param columns their names, in order
   */
  public record Contents(String view, long rows, List<String> columns) {}

  private static final String EDGES = "id_a VARCHAR, id_b VARCHAR, similarity FLOAT";
  private static final String PLACE =
      "container VARCHAR, file VARCHAR, offset BIGINT, length BIGINT, row_group INTEGER, row BIGINT";
  private static final String REMOVED =
      "id VARCHAR, kept_id VARCHAR, kind VARCHAR, similarity FLOAT";
  private static final TableView DUPLICATES = TableView.of(REMOVED + ", component_size BIGINT");
  private static final TableView IMAGES =
      TableView.of(
              "id VARCHAR, uri VARCHAR, key VARCHAR, source VARCHAR, sha256 VARCHAR,"
                  + " phash BIGINT, constant BOOLEAN, width INTEGER, height INTEGER,"
                  + " format VARCHAR, bytes INTEGER, "
                  + PLACE)
          .andLast("embedding FLOAT[], copy_embedding FLOAT[]");
  private static final TableView MANIFEST =
      TableView.of(
              "id VARCHAR, uri VARCHAR, key VARCHAR, sha256 VARCHAR, width INTEGER,"
                  + " height INTEGER, source VARCHAR")
          .andLast(
              "retrievals STRUCT(\"set\" VARCHAR, mode VARCHAR, query_id VARCHAR,"
                  + " similarity FLOAT, cluster INTEGER, id VARCHAR)[]");
  private static final TableView ASSIGNMENTS =
      TableView.of("id VARCHAR, cluster INTEGER, similarity FLOAT");
  private static final String QUANTILES =
      "least FLOAT, p05 FLOAT, p25 FLOAT, median FLOAT, p75 FLOAT, p95 FLOAT, greatest FLOAT";

  /** The tables of statistics that every version writes; others are found by listing. */
  private static final Map<String, TableView> STATISTICS =
      Map.of(
          "composition",
          TableView.of(
              "task VARCHAR, dataset VARCHAR, images BIGINT, retrieval VARCHAR, retrieved BIGINT,"
                  + " final BIGINT, total BIGINT"),
          "sources",
          TableView.of(
              "source VARCHAR, images BIGINT, constant BIGINT, rejected BIGINT, inputs BIGINT"),
          "rejections",
          TableView.of("source VARCHAR, reason VARCHAR, inputs BIGINT"),
          "deduplication",
          TableView.of("kind VARCHAR, removed BIGINT, least_similarity FLOAT"),
          "components",
          TableView.of(
              "kind VARCHAR, split VARCHAR, components BIGINT, largest BIGINT,"
                  + " weakest_edge FLOAT"),
          "collisions",
          TableView.of("set VARCHAR, mode VARCHAR, times BIGINT, images BIGINT"),
          "similarity",
          TableView.of("set VARCHAR, mode VARCHAR, " + QUANTILES),
          "retrieval",
          TableView.of(
              "set VARCHAR, task VARCHAR, mode VARCHAR, queries BIGINT, retrieved BIGINT,"
                  + " distinct BIGINT, collisions BIGINT, queries_without BIGINT,"
                  + " queries_short BIGINT, "
                  + QUANTILES),
          "decisions",
          TableView.of(
              "decision VARCHAR, id VARCHAR, other VARCHAR, cluster INTEGER, status VARCHAR,"
                  + " reason VARCHAR, file VARCHAR, line BIGINT"));

  private static final Pattern PLAIN = Pattern.compile("([a-z][a-z0-9_]*)\\.parquet");

  private final RunDirectory run;
  private final Sql sql;
  private final String prefix;
  private final Map<String, Described> views = new LinkedHashMap<>();

  private RunViews(RunDirectory run, Sql sql, String prefix) {
    this.run = run;
    this.sql = sql;
    this.prefix = prefix;
  }

  /** Offers the views of a run: {@code images}, ..., {@code statistics.composition}, ... */
  public static RunViews open(RunDirectory run, Sql sql) throws SQLException, IOException {
    RunViews views = new RunViews(run, sql, "");
    views.offer();
    return views;
  }

  /**
   * Offers the views of a run in a database of their own, beside those of another run: {@code
   * DATABASE.images}, ..., {@code DATABASE.statistics.composition}, ...
   */
  public static RunViews open(RunDirectory run, Sql sql, String database)
      throws SQLException, IOException {
    sql.run("ATTACH ':memory:' AS " + database);
    RunViews views = new RunViews(run, sql, database + ".");
    views.offer();
    return views;
  }

  /** Returns the views' names, in the order of the stages. */
  public List<String> names() {
    return List.copyOf(views.keySet());
  }

  /** Returns what the views hold, by footers, which are read side by side; copies nothing. */
  public List<Contents> contents() throws IOException {
    List<Contents> contents = new ArrayList<>();
    for (Map.Entry<String, Described> view : views.entrySet()) {
      List<Location> files = view.getValue().tables.list();
      contents.add(
          new Contents(
              view.getKey(),
              TableReader.rows(files),
              view.getValue().view.columns(TableReader.columns(files))));
    }
    return contents;
  }

  private void offer() throws SQLException, IOException {
    table("images", IMAGES, run.images());
    query(
        "pool",
        "SELECT * FROM %simages WHERE source = '" + RunDirectory.POOL + "'",
        new Described(IMAGES, () -> RunDirectory.tables(run.images(RunDirectory.POOL))));
    table(
        "rejected",
        TableView.of(
            "uri VARCHAR, source VARCHAR, stage VARCHAR, reason VARCHAR, detail VARCHAR, " + PLACE),
        run.rejected());
    table("exact", TableView.of(EDGES), run.hashes().resolve("exact"));
    table("perceptual", TableView.of(EDGES), run.hashes().resolve("perceptual"));
    table("copies", DUPLICATES, run.hashes().resolve("copies"));
    table("near", TableView.of(EDGES), run.neighbours().resolve("pool"));
    table("near_evaluation", TableView.of(EDGES), run.neighbours().resolve("evaluation"));
    table("duplicates", DUPLICATES, run.duplicates());
    table("curated_copies", TableView.of(REMOVED), run.curatedCopies());
    query(
        "removed",
        "SELECT * FROM %1$sduplicates UNION ALL BY NAME SELECT * FROM %1$scurated_copies",
        new Described(
            DUPLICATES,
            () ->
                Stream.of(run.duplicates(), run.curatedCopies())
                    .flatMap(folder -> RunDirectory.tables(folder).stream())
                    .toList()));
    table(
        "components",
        TableView.of(
            "component VARCHAR, kind VARCHAR, size BIGINT, weakest_edge FLOAT,"
                + " representative VARCHAR, split VARCHAR"),
        run.components());
    files(
        "clusters",
        TableView.of("cluster INTEGER, size BIGINT, inertia DOUBLE").andLast("centroid FLOAT[]"),
        () -> ifThere(run.centroids()));
    table("assignments", ASSIGNMENTS, run.assignments());
    curatedAssignments();
    files(
        "set_clusters",
        TableView.of(
            "set VARCHAR, cluster INTEGER, images BIGINT, pool_images BIGINT, chosen BOOLEAN,"
                + " drawn BIGINT, reason VARCHAR"),
        () -> ifThere(run.clusters().resolve("sets.parquet")));
    files(
        "retrieved",
        TableView.of(
            "id VARCHAR, set VARCHAR, mode VARCHAR, query_id VARCHAR, rank INTEGER,"
                + " similarity FLOAT, cluster INTEGER"),
        () ->
            RunDirectory.tables(run.retrieved()).stream()
                .filter(file -> !file.name().equals("statistics.parquet"))
                .toList());
    table("manifest", MANIFEST, run.manifest());
    statistics();
  }

  private void statistics() throws SQLException, IOException {
    sql.run("CREATE SCHEMA " + prefix + "statistics");
    Map<String, List<Location>> there = new TreeMap<>();
    for (Location file : RunDirectory.tables(run.statistics())) {
      Matcher name = PLAIN.matcher(file.below(run.statistics()));
      if (name.matches()) {
        there.put(name.group(1), List.of(file));
      }
    }
    STATISTICS.keySet().forEach(name -> there.putIfAbsent(name, List.of()));
    there.forEach(
        (name, files) ->
            files(
                "statistics." + name,
                STATISTICS.getOrDefault(name, new TableView(Map.of(), Map.of())),
                () -> files));
  }

  /** The folder of a set's tables names the set. */
  private void curatedAssignments() {
    Location folder = run.clusters().resolve("curated");
    Tables all = () -> RunDirectory.tables(folder);
    views.put(
        "curated_assignments",
        new Described(
            TableView.of("set VARCHAR, id VARCHAR, cluster INTEGER, similarity FLOAT"), all));
    sql.offer(
        prefix + "curated_assignments",
        () -> {
          Map<String, List<Location>> bySet = new TreeMap<>();
          for (Location file : all.list()) {
            String name = file.below(folder);
            bySet
                .computeIfAbsent(
                    name.substring(0, Math.max(0, name.lastIndexOf('/'))),
                    none -> new ArrayList<>())
                .add(file);
          }
          StringBuilder query = new StringBuilder();
          query.append("SELECT CAST(NULL AS VARCHAR) AS \"set\", * FROM (");
          query.append(ASSIGNMENTS.over(sql, List.of())).append(')');
          for (Map.Entry<String, List<Location>> set : bySet.entrySet()) {
            query.append(" UNION ALL SELECT ").append(Sql.text(set.getKey()));
            query.append(", * FROM (").append(ASSIGNMENTS.over(sql, set.getValue())).append(')');
          }
          return query.toString();
        });
  }

  private static List<Location> ifThere(Location file) throws IOException {
    return file.exists() ? List.of(file) : List.of();
  }

  private void table(String name, TableView view, Location folder) {
    files(name, view, () -> RunDirectory.tables(folder));
  }

  private void files(String name, TableView view, Tables listed) {
    views.put(name, new Described(view, listed));
    sql.offer(prefix + name, () -> view.over(sql, listed.list()));
  }

  private void query(String name, String query, Described described) {
    views.put(name, described);
    sql.offer(prefix + name, () -> String.format(Locale.ROOT, query, prefix));
  }
}
