package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.DuplicateFigures.Component;
import io.gleaner.pipeline.report.figures.DuplicateFigures.Pair;
import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The largest components as they stand at the end: of those with one representative the largest,
 * and none whose representative itself left later. Its members are what left for it.
 */
final class ReadComponents {
  private static final String STANDING =
      """
      FROM components
      WHERE representative NOT IN (SELECT id FROM removed)
      QUALIFY row_number() OVER (PARTITION BY representative ORDER BY size DESC, component, split) = 1
      """;

  private final Sql sql;
  private final Sizes sizes;

  ReadComponents(Sql sql, Sizes sizes) {
    this.sql = sql;
    this.sizes = sizes;
  }

  /** A row of {@code components/}. */
  private record Row(
      String component,
      String kind,
      long size,
      double weakestEdge,
      String representative,
      String split) {}

  Sample<Component> read() throws SQLException, IOException {
    List<Row> rows =
        Select.list(
            sql,
            Select.format(
                "SELECT component, kind, size, weakest_edge, representative, split %s"
                    + " ORDER BY size DESC, component LIMIT %d",
                STANDING, sizes.components()),
            row ->
                new Row(
                    row.getString(1),
                    row.getString(2),
                    row.getLong(3),
                    row.getFloat(4),
                    row.getString(5),
                    row.getString(6)));
    List<Component> components = new ArrayList<>();
    for (Row row : rows) {
      Set<String> members = new LinkedHashSet<>(List.of(row.representative));
      members.addAll(
          Select.list(
              sql,
              Select.format(
                  "SELECT id FROM removed WHERE kept_id = %s ORDER BY md5(id), id LIMIT %d",
                  Sql.text(row.representative), sizes.members() - 1),
              member -> member.getString(1)));
      components.add(
          new Component(
              row.component,
              row.kind,
              row.size,
              row.weakestEdge,
              row.representative,
              row.split,
              new Sample<>(
                  List.copyOf(members),
                  row.size,
                  "the one that stands for it, and others drawn by a hash of the id"),
              weakest(row)));
    }
    return new Sample<>(
        components,
        Select.number(sql, "SELECT count(*) FROM (SELECT component " + STANDING + ")"),
        "the largest, one for each image that stands for others");
  }

  /** Returns an edge within the component that is as weak as its weakest, or null. */
  private Pair weakest(Row row) throws SQLException, IOException {
    String edges =
        switch (row.kind) {
          case "exact" -> "exact";
          case "perceptual" -> "perceptual";
          case "relative" -> "(FROM near UNION ALL FROM near_evaluation)";
          default -> "near";
        };
    List<Pair> pairs =
        Select.list(
            sql,
            Select.format(
                """
                WITH members AS (SELECT id FROM removed WHERE kept_id = %1$s UNION ALL SELECT %1$s)
                SELECT id_a, id_b, similarity FROM %2$s AS edges
                WHERE similarity = %3$s
                  AND id_a IN (SELECT id FROM members) AND id_b IN (SELECT id FROM members)
                ORDER BY id_a, id_b LIMIT 1
                """,
                Sql.text(row.representative), edges, Select.real(row.weakestEdge)),
            pair ->
                new Pair(
                    pair.getString(1), pair.getString(2), pair.getFloat(3), row.kind, null, ""));
    return pairs.isEmpty() ? null : pairs.get(0);
  }
}
