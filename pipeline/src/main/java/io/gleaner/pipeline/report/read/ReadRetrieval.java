package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.Histogram;
import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.report.figures.SetFigures;
import io.gleaner.pipeline.report.figures.SetFigures.Collision;
import io.gleaner.pipeline.report.figures.SetFigures.Hit;
import io.gleaner.pipeline.report.figures.SetFigures.Retrieved;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each set retrieved: some passes over the set's tables for each of its modes. */
final class ReadRetrieval {
  /** The view of one set's and mode's rows of {@code retrieved/}. */
  static final String ROWS = "set_retrieved";

  /** The view of that set's rows of {@code clusters/curated/}. */
  static final String ASSIGNED = "set_assigned";

  private final RunDirectory directory;
  private final Sql sql;
  private final Sizes sizes;
  private final long clusters;

  private ReadRetrieval(RunDirectory directory, Sql sql, Sizes sizes, long clusters) {
    this.directory = directory;
    this.sql = sql;
    this.sizes = sizes;
    this.clusters = clusters;
  }

  /**
   * A set and mode.
   *
   * @param retrieved before images that several queries retrieved are counted once
   */
  record SetMode(String set, String task, String mode, long queries, long retrieved) {}

  /** Returns all sets and modes of a run, by set, then mode. */
  static List<SetMode> setModes(Sql sql) throws SQLException, IOException {
    return Select.list(
        sql,
        """
        SELECT coalesce(s."set", r."set"), s.task, coalesce(s.mode, r.mode),
               coalesce(s.queries, r.queries), coalesce(s.retrieved, r.retrieved)
        FROM statistics.retrieval AS s
        FULL JOIN (SELECT "set", mode, count(DISTINCT query_id) AS queries, count(*) AS retrieved
                   FROM retrieved GROUP BY ALL) AS r
        ON s."set" = r."set" AND s.mode = r.mode
        ORDER BY 1, 3
        """,
        row ->
            new SetMode(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getLong(5)));
  }

  static List<SetFigures> of(RunDirectory directory, Sql sql, List<SetMode> setModes, Sizes sizes)
      throws SQLException, IOException {
    ReadRetrieval read =
        new ReadRetrieval(
            directory, sql, sizes, Select.number(sql, "SELECT count(*) FROM clusters"));
    Map<String, List<Retrieved>> bySet = new LinkedHashMap<>();
    Map<String, String> tasks = new LinkedHashMap<>();
    for (SetMode one : setModes) {
      tasks.put(one.set, one.task);
      bySet.computeIfAbsent(one.set, none -> new ArrayList<>()).add(read.mode(one));
    }
    List<SetFigures> sets = new ArrayList<>();
    bySet.forEach((set, modes) -> sets.add(new SetFigures(set, tasks.get(set), modes)));
    return sets;
  }

  private Retrieved mode(SetMode one) throws SQLException, IOException {
    narrow(one);
    List<Collision> collisions = collisions();
    ReadQueries queries = new ReadQueries(sql, sizes, one);
    return new Retrieved(
        one.mode,
        one.queries,
        one.retrieved,
        collisions.stream().mapToLong(Collision::images).sum(),
        collisions,
        one.mode.equals("as_is") ? null : similarity(),
        usedQueries(one),
        usedClusters(one),
        clusters,
        queries.examples(),
        one.mode.equals("as_is")
            ? new Sample<>(List.of(), 0, "images that go in as they are have no similarity")
            : leastSimilar(),
        queries.without());
  }

  /** Makes the two views over the tables of this set alone: of many sets they are few of many. */
  private void narrow(SetMode one) throws SQLException, IOException {
    List<Location> rows = RunDirectory.tables(directory.retrieved(one.set));
    view(
        ROWS,
        Select.format(
            "%s WHERE \"set\" = %s AND mode = %s",
            rows.isEmpty() ? "retrieved" : sql.tables(rows),
            Sql.text(one.set),
            Sql.text(one.mode)));
    List<Location> assigned = RunDirectory.tables(directory.curatedAssignments().resolve(one.set));
    view(
        ASSIGNED,
        assigned.isEmpty()
            ? "curated_assignments WHERE \"set\" = " + Sql.text(one.set)
            : sql.tables(assigned));
  }

  private void view(String name, String rows) throws SQLException, IOException {
    sql.run(Select.format("CREATE OR REPLACE TEMP VIEW %s AS SELECT * FROM %s", name, rows));
  }

  private List<Collision> collisions() throws SQLException, IOException {
    return Select.list(
        sql,
        Select.format(
            "SELECT times, count(*) FROM (SELECT id, count(*) AS times FROM %s GROUP BY id)"
                + " GROUP BY times ORDER BY times",
            ROWS),
        row -> new Collision(row.getLong(1), row.getLong(2)));
  }

  /** Returns null where nothing was retrieved. */
  private Histogram similarity() throws SQLException, IOException {
    double[] span =
        Select.list(
                sql,
                "SELECT min(similarity), max(similarity) FROM " + ROWS,
                row ->
                    row.getObject(1) == null
                        ? null
                        : new double[] {row.getDouble(1), row.getDouble(2)})
            .get(0);
    return span == null
        ? null
        : Bins.over(span[0], span[1]).count(sql, "similarity", "similarity", ROWS, List.of());
  }

  /** By cluster, the images of the set that lie in clusters that were chosen. */
  private long usedQueries(SetMode one) throws SQLException, IOException {
    return switch (one.mode) {
      case "sample" -> Select.number(sql, "SELECT count(DISTINCT query_id) FROM " + ROWS);
      case "cluster" ->
          Select.number(
              sql,
              "SELECT coalesce(sum(images), 0) FROM set_clusters WHERE chosen AND \"set\" = "
                  + Sql.text(one.set));
      default -> Select.number(sql, "SELECT count(DISTINCT id) FROM " + ROWS);
    };
  }

  private long usedClusters(SetMode one) throws SQLException, IOException {
    if (clusters == 0) {
      return 0;
    }
    return switch (one.mode) {
      case "cluster" -> Select.number(sql, "SELECT count(DISTINCT cluster) FROM " + ROWS);
      case "sample" ->
          Select.number(
              sql,
              Select.format(
                  "SELECT count(DISTINCT cluster) FROM assignments"
                      + " WHERE id IN (SELECT id FROM %s)",
                  ROWS));
      default -> Select.number(sql, "SELECT count(DISTINCT cluster) FROM " + ASSIGNED);
    };
  }

  private Sample<Hit> leastSimilar() throws SQLException, IOException {
    return new Sample<>(
        Select.list(
            sql,
            Select.format(
                "SELECT query_id, id, rank, similarity, cluster FROM %s"
                    + " ORDER BY similarity, id, query_id LIMIT %d",
                ROWS, sizes.leastSimilar()),
            ReadQueries::hit),
        Select.number(sql, "SELECT count(*) FROM " + ROWS),
        "the least similar that were accepted");
  }
}
