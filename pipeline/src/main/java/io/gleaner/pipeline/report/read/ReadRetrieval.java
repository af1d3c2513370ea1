package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.Histogram;
import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.report.figures.SetFigures;
import io.gleaner.pipeline.report.figures.SetFigures.Collision;
import io.gleaner.pipeline.report.figures.SetFigures.Hit;
import io.gleaner.pipeline.report.figures.SetFigures.Retrieved;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each set retrieved: some passes over {@code retrieved/} for each of its modes. */
final class ReadRetrieval {
  private final Sql sql;
  private final Sizes sizes;
  private final long clusters;

  private ReadRetrieval(Sql sql, Sizes sizes, long clusters) {
    this.sql = sql;
    this.sizes = sizes;
    this.clusters = clusters;
  }

  /**
   * A set and mode.
   *
   * @param retrieved before images that several queries retrieved are counted once
   */
  record SetMode(String set, String task, String mode, long queries, long retrieved) {
    String where() {
      return Select.format("\"set\" = %s AND mode = %s", Sql.text(set), Sql.text(mode));
    }
  }

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

  static List<SetFigures> of(Sql sql, List<SetMode> setModes, Sizes sizes)
      throws SQLException, IOException {
    ReadRetrieval read =
        new ReadRetrieval(sql, sizes, Select.number(sql, "SELECT count(*) FROM clusters"));
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
    List<Collision> collisions = collisions(one);
    ReadQueries queries = new ReadQueries(sql, sizes, one);
    return new Retrieved(
        one.mode,
        one.queries,
        one.retrieved,
        collisions.stream().mapToLong(Collision::images).sum(),
        collisions,
        one.mode.equals("as_is") ? null : similarity(one),
        usedQueries(one),
        usedClusters(one),
        clusters,
        queries.examples(),
        one.mode.equals("as_is")
            ? new Sample<>(List.of(), 0, "images that go in as they are have no similarity")
            : leastSimilar(one),
        queries.without());
  }

  private List<Collision> collisions(SetMode one) throws SQLException, IOException {
    return Select.list(
        sql,
        Select.format(
            "SELECT times, count(*) FROM"
                + " (SELECT id, count(*) AS times FROM retrieved WHERE %s GROUP BY id)"
                + " GROUP BY times ORDER BY times",
            one.where()),
        row -> new Collision(row.getLong(1), row.getLong(2)));
  }

  /** Returns null where nothing was retrieved. */
  private Histogram similarity(SetMode one) throws SQLException, IOException {
    double[] span =
        Select.list(
                sql,
                "SELECT min(similarity), max(similarity) FROM retrieved WHERE " + one.where(),
                row ->
                    row.getObject(1) == null
                        ? null
                        : new double[] {row.getDouble(1), row.getDouble(2)})
            .get(0);
    return span == null
        ? null
        : Bins.over(span[0], span[1])
            .count(
                sql,
                "similarity",
                "similarity",
                "(FROM retrieved WHERE " + one.where() + ")",
                List.of());
  }

  /** By cluster, the images of the set that lie in clusters that were chosen. */
  private long usedQueries(SetMode one) throws SQLException, IOException {
    return switch (one.mode) {
      case "sample" ->
          Select.number(sql, "SELECT count(DISTINCT query_id) FROM retrieved WHERE " + one.where());
      case "cluster" ->
          Select.number(
              sql,
              "SELECT coalesce(sum(images), 0) FROM set_clusters WHERE chosen AND \"set\" = "
                  + Sql.text(one.set));
      default ->
          Select.number(sql, "SELECT count(DISTINCT id) FROM retrieved WHERE " + one.where());
    };
  }

  private long usedClusters(SetMode one) throws SQLException, IOException {
    if (clusters == 0) {
      return 0;
    }
    return switch (one.mode) {
      case "cluster" ->
          Select.number(sql, "SELECT count(DISTINCT cluster) FROM retrieved WHERE " + one.where());
      case "sample" ->
          Select.number(
              sql,
              Select.format(
                  "SELECT count(DISTINCT cluster) FROM assignments"
                      + " WHERE id IN (SELECT id FROM retrieved WHERE %s)",
                  one.where()));
      default ->
          Select.number(
              sql,
              "SELECT count(DISTINCT cluster) FROM curated_assignments WHERE \"set\" = "
                  + Sql.text(one.set));
    };
  }

  private Sample<Hit> leastSimilar(SetMode one) throws SQLException, IOException {
    return new Sample<>(
        Select.list(
            sql,
            Select.format(
                "SELECT query_id, id, rank, similarity, cluster FROM retrieved WHERE %s"
                    + " ORDER BY similarity, id, query_id LIMIT %d",
                one.where(), sizes.leastSimilar()),
            ReadQueries::hit),
        Select.number(sql, "SELECT count(*) FROM retrieved WHERE " + one.where()),
        "the least similar that were accepted");
  }
}
