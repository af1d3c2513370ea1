package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.report.figures.SetFigures.Hit;
import io.gleaner.pipeline.report.figures.SetFigures.Query;
import io.gleaner.pipeline.report.figures.SetFigures.Without;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Curated images beside what they retrieved, and those that have nothing of their own. */
final class ReadQueries {
  private final Sql sql;
  private final Sizes sizes;
  private final ReadRetrieval.SetMode one;

  ReadQueries(Sql sql, Sizes sizes, ReadRetrieval.SetMode one) {
    this.sql = sql;
    this.sizes = sizes;
    this.one = one;
  }

  static Hit hit(ResultSet row) throws SQLException {
    return new Hit(
        row.getString(1),
        row.getString(2),
        Select.integer(row, 3),
        row.getFloat(4),
        Select.integer(row, 5));
  }

  Sample<Query> examples() throws SQLException, IOException {
    return switch (one.mode()) {
      case "sample" -> byQuery();
      case "cluster" -> byCluster();
      default -> asIs();
    };
  }

  private Sample<Query> byQuery() throws SQLException, IOException {
    String used =
        Select.format(
            "SELECT DISTINCT query_id AS id FROM %s WHERE query_id IS NOT NULL",
            ReadRetrieval.ROWS);
    List<Query> queries = new ArrayList<>();
    for (String query : drawn(used)) {
      queries.add(
          new Query(
              query, hits(Select.format("query_id = %s ORDER BY rank, id", Sql.text(query)))));
    }
    return new Sample<>(
        queries,
        Select.number(sql, Select.format("SELECT count(*) FROM (%s)", used)),
        "queries drawn by a hash of the id");
  }

  /** A cluster stands by the set's image that is nearest to its centroid. */
  private Sample<Query> byCluster() throws SQLException, IOException {
    String used = "SELECT DISTINCT cluster FROM " + ReadRetrieval.ROWS;
    List<Integer> clusters =
        Select.list(
            sql,
            Select.format(
                "SELECT cluster FROM (%s) ORDER BY md5(cluster::VARCHAR), cluster LIMIT %d",
                used, sizes.queries()),
            row -> row.getInt(1));
    List<Query> queries = new ArrayList<>();
    for (int cluster : clusters) {
      List<String> nearest =
          Select.list(
              sql,
              Select.format(
                  "SELECT id FROM %s WHERE cluster = %d ORDER BY similarity DESC, id LIMIT 1",
                  ReadRetrieval.ASSIGNED, cluster),
              row -> row.getString(1));
      queries.add(
          new Query(
              nearest.isEmpty() ? null : nearest.get(0),
              hits(Select.format("cluster = %d ORDER BY similarity DESC, id", cluster))));
    }
    return new Sample<>(
        queries,
        Select.number(sql, Select.format("SELECT count(*) FROM (%s)", used)),
        "clusters drawn by a hash of their number, each by the set's image nearest to its"
            + " centroid and by the nearest of what was drawn");
  }

  private Sample<Query> asIs() throws SQLException, IOException {
    String own = "SELECT DISTINCT id FROM " + ReadRetrieval.ROWS;
    return new Sample<>(
        drawn(own).stream().map(id -> new Query(id, List.of())).toList(),
        Select.number(sql, Select.format("SELECT count(*) FROM (%s)", own)),
        "images of the set, drawn by a hash of the id");
  }

  private List<String> drawn(String ids) throws SQLException, IOException {
    return Select.list(
        sql,
        Select.format("SELECT id FROM (%s) ORDER BY md5(id), id LIMIT %d", ids, sizes.queries()),
        row -> row.getString(1));
  }

  private List<Hit> hits(String whereAndOrder) throws SQLException, IOException {
    return Select.list(
        sql,
        Select.format(
            "SELECT query_id, id, rank, similarity, cluster FROM %s WHERE %s LIMIT %d",
            ReadRetrieval.ROWS, whereAndOrder, sizes.hits()),
        ReadQueries::hit);
  }

  /** Returns queries that retrieved nothing, or nothing that others did not retrieve too. */
  Sample<Without> without() throws SQLException, IOException {
    String queries =
        switch (one.mode()) {
          case "sample" ->
              Select.format(
                  """
                  WITH hits AS (SELECT id, query_id FROM %1$s),
                  times AS (SELECT id, count(*) AS times FROM hits GROUP BY id)
                  SELECT query_id AS id,
                         'everything that it retrieved was retrieved by other queries too' AS why
                  FROM hits JOIN times USING (id) GROUP BY query_id HAVING min(times) > 1
                  UNION ALL
                  SELECT id, 'retrieved nothing' FROM images
                  WHERE source = %2$s AND id NOT IN
                    (SELECT query_id FROM hits WHERE query_id IS NOT NULL)
                  """,
                  ReadRetrieval.ROWS, Sql.text(RunDirectory.CURATED + one.set()));
          case "cluster" ->
              Select.format(
                  """
                  SELECT c.id, 'nothing was drawn from cluster ' || c.cluster || ': '
                         || replace(coalesce(s.reason, 'not chosen'), '_', ' ')
                         || ', images of the set in it: ' || coalesce(s.images, 1) AS why
                  FROM %s AS c
                  LEFT JOIN set_clusters AS s ON s."set" = %s AND c.cluster = s.cluster
                  WHERE NOT coalesce(s.chosen, false)
                  """,
                  ReadRetrieval.ASSIGNED, Sql.text(one.set()));
          default -> "SELECT NULL::VARCHAR AS id, NULL::VARCHAR AS why WHERE false";
        };
    return new Sample<>(
        Select.list(
            sql,
            Select.format(
                "SELECT id, why FROM (%s) ORDER BY md5(id), id LIMIT %d", queries, sizes.without()),
            row -> new Without(row.getString(1), row.getString(2))),
        Select.number(sql, Select.format("SELECT count(*) FROM (%s)", queries)),
        "drawn by a hash of the id");
  }
}
