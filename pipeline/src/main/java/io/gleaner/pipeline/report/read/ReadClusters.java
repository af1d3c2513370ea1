package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.ClusterFigures;
import io.gleaner.pipeline.report.figures.ClusterFigures.Cluster;
import io.gleaner.pipeline.report.figures.ClusterFigures.Share;
import io.gleaner.pipeline.report.figures.Histogram;
import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The clusters of the pool: sizes of all, and some of them with members and curated shares. */
final class ReadClusters {
  private static final long MOST_NEEDED = 10;
  private static final String NEAREST =
      "the nearest to the centroid, then some by a hash of the id";

  private final Sql sql;
  private final Sizes sizes;
  private final Map<Integer, List<String>> members = new HashMap<>();
  private final Map<Integer, List<Share>> shares = new HashMap<>();

  private ReadClusters(Sql sql, Sizes sizes) {
    this.sql = sql;
    this.sizes = sizes;
  }

  private record Row(int cluster, long size, double meanSimilarity) {}

  /** Returns null where the run has no clusters. */
  static ClusterFigures of(Sql sql, Sizes sizes) throws SQLException, IOException {
    return new ReadClusters(sql, sizes).read();
  }

  private ClusterFigures read() throws SQLException, IOException {
    long clusters = Select.number(sql, "SELECT count(*) FROM clusters");
    if (clusters == 0) {
      return null;
    }
    long images = Select.number(sql, "SELECT sum(size) FROM clusters");
    long needed = Math.max(2, Math.min(MOST_NEEDED, images / clusters / 2));
    long large = Select.number(sql, "SELECT count(*) FROM clusters WHERE size >= " + needed);
    List<Row> random = rows("true", "md5(cluster::VARCHAR), cluster");
    List<Row> largest = rows("true", "size DESC, cluster");
    List<Row> tightest = rows("size >= " + needed, "mean DESC, cluster");
    List<Row> loosest = rows("size >= " + needed, "mean, cluster");
    Set<Integer> shown = new TreeSet<>();
    List.of(random, largest, tightest, loosest)
        .forEach(group -> group.forEach(row -> shown.add(row.cluster)));
    readMembers(shown);
    readShares(shown);
    return new ClusterFigures(
        clusters,
        images,
        histogram(),
        needed,
        sample(random, clusters, "drawn by a hash of the cluster's number"),
        sample(largest, clusters, "the largest"),
        sample(tightest, large, "the highest mean similarity to the centroid"),
        sample(loosest, large, "the lowest mean similarity to the centroid"));
  }

  /** The mean follows from the inertia: squared distances on the unit sphere are 2 - 2 cosine. */
  private List<Row> rows(String where, String order) throws SQLException, IOException {
    return Select.list(
        sql,
        Select.format(
            "SELECT cluster, size, CASE WHEN size > 0 THEN 1 - inertia / (2 * size) ELSE 0 END"
                + " AS mean FROM clusters WHERE %s ORDER BY %s LIMIT %d",
            where, order, sizes.clusters()),
        row -> new Row(row.getInt(1), row.getLong(2), row.getDouble(3)));
  }

  private Sample<Cluster> sample(List<Row> rows, long of, String order) {
    return new Sample<>(
        rows.stream()
            .map(
                row ->
                    new Cluster(
                        row.cluster,
                        row.size,
                        row.meanSimilarity,
                        shares.getOrDefault(row.cluster, List.of()),
                        new Sample<>(
                            members.getOrDefault(row.cluster, List.of()), row.size, NEAREST)))
            .toList(),
        of,
        order);
  }

  /** Powers of two; clusters without images are in a first bin from a half to one. */
  private Histogram histogram() throws SQLException, IOException {
    Map<Integer, Long> counts = new HashMap<>();
    Select.list(
        sql,
        "SELECT CASE WHEN size = 0 THEN -1 ELSE floor(log2(size))::INTEGER END, count(*)"
            + " FROM clusters GROUP BY 1",
        row -> counts.put(row.getInt(1), row.getLong(2)));
    int first = counts.keySet().stream().mapToInt(Integer::intValue).min().orElse(0);
    int last = counts.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    double[] edges = new double[last - first + 2];
    long[] inBins = new long[last - first + 1];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = Math.scalb(1.0, first + i);
    }
    counts.forEach((power, count) -> inBins[power - first] = count);
    return new Histogram("images", edges, inBins, List.of());
  }

  private void readMembers(Set<Integer> shown) throws SQLException, IOException {
    Map<Integer, Set<String>> found = new HashMap<>();
    Select.list(
        sql,
        Select.format(
            """
            SELECT cluster, id FROM
              (SELECT cluster, id,
                      row_number() OVER (PARTITION BY cluster ORDER BY similarity DESC, id) AS near,
                      row_number() OVER (PARTITION BY cluster ORDER BY md5(id), id) AS drawn
               FROM assignments WHERE cluster IN %s)
            WHERE near <= %d OR drawn <= %d
            ORDER BY cluster, least(near, %d), drawn
            """,
            numbers(shown), sizes.nearest(), sizes.drawn(), sizes.nearest() + 1),
        row ->
            found
                .computeIfAbsent(row.getInt(1), none -> new LinkedHashSet<>())
                .add(row.getString(2)));
    found.forEach((cluster, ids) -> members.put(cluster, List.copyOf(ids)));
  }

  private void readShares(Set<Integer> shown) throws SQLException, IOException {
    Select.list(
        sql,
        Select.format(
            """
            WITH counted AS (SELECT "set", cluster, count(*) AS images
                             FROM curated_assignments GROUP BY ALL),
                 held AS (SELECT coalesce(s."set", c."set") AS name,
                                 coalesce(s.cluster, c.cluster) AS cluster,
                                 coalesce(s.images, c.images) AS images,
                                 s.chosen, s.drawn, s.reason
                          FROM counted AS c FULL JOIN set_clusters AS s
                          ON c."set" = s."set" AND c.cluster = s.cluster),
                 totals AS (SELECT name, sum(images) AS total FROM held GROUP BY name)
            SELECT held.cluster, name, images, images / total, coalesce(chosen, false),
                   coalesce(drawn, 0), reason
            FROM held JOIN totals USING (name)
            WHERE held.cluster IN %s ORDER BY held.cluster, images DESC, name
            """,
            numbers(shown)),
        row ->
            shares
                .computeIfAbsent(row.getInt(1), none -> new ArrayList<>())
                .add(
                    new Share(
                        row.getString(2),
                        row.getLong(3),
                        row.getDouble(4),
                        row.getBoolean(5),
                        row.getLong(6),
                        row.getString(7))));
  }

  private static String numbers(Set<Integer> clusters) {
    return clusters.toString().replace('[', '(').replace(']', ')');
  }
}
