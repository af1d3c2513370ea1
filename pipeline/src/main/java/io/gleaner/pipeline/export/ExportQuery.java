package io.gleaner.pipeline.export;

import io.gleaner.pipeline.table.Sql;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The SQL that finds what is exported, in its order.
 *
 * @param sets that count as classes, in the recipe's order
 * @param chosen whether an image must be called for by one of them
 * @param classField the carried field that is the class, or null
 * @param carried all carried fields of the manifest
 * @param byClass whether the class comes first in the order
 * @param shuffle the seed, or null for the order of places
 */
record ExportQuery(
    List<String> sets,
    boolean chosen,
    String classField,
    List<String> carried,
    boolean byClass,
    Long shuffle) {
  /** The class of images whose field is null. */
  static final String UNLABELLED = "unlabelled";

  /** Columns of ours beside a manifest's, which may have a carried field of any plain name. */
  private static final String FIRST = "\"export:first\"";

  private static final String CLASS = "\"export:class\"";

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** The place in the recipe of the first set that calls for an image, from 1, or null. */
  private String firstSet() {
    String cases =
        IntStream.range(0, sets.size())
            .mapToObj(i -> " WHEN " + Sql.text(sets.get(i)) + " THEN " + (i + 1))
            .collect(Collectors.joining());
    return sets.isEmpty()
        ? "CAST(NULL AS INTEGER)"
        : "list_min(list_transform(retrievals, r -> CASE r.\"set\"" + cases + " END))";
  }

  private String className() {
    if (classField != null) {
      return "coalesce(" + quoted(classField) + ", " + Sql.text(UNLABELLED) + ")";
    }
    String cases =
        IntStream.range(0, sets.size())
            .mapToObj(i -> " WHEN " + (i + 1) + " THEN " + Sql.text(sets.get(i)))
            .collect(Collectors.joining());
    return sets.isEmpty() ? "source" : "CASE " + FIRST + cases + " ELSE source END";
  }

  private String rows() {
    return "(SELECT *, "
        + className()
        + " AS "
        + CLASS
        + " FROM (SELECT *, "
        + firstSet()
        + " AS "
        + FIRST
        + " FROM manifest)"
        + (chosen ? " WHERE " + FIRST + " IS NOT NULL" : "")
        + ")";
  }

  /** Returns a query of classes' names and their images, ascending by name. */
  String classes() {
    return "SELECT " + CLASS + ", count(*) FROM " + rows() + " GROUP BY 1 ORDER BY 1";
  }

  /**
   * Returns a query of the rows with the places of their bytes: the class's name, the manifest's
   * columns, those of the place, the retrievals as JSON, and the carried fields.
   */
  String images() {
    String fields =
        carried.stream().map(name -> ", m." + quoted(name)).collect(Collectors.joining());
    String order =
        shuffle == null
            ? "m.source, i.file, i.container, i.row_group NULLS FIRST, i.\"row\" NULLS FIRST,"
                + " i.\"offset\" NULLS FIRST, i.length NULLS FIRST, m.uri, m.id"
            : "md5(" + Sql.text(shuffle + ":") + " || m.id), m.id";
    return "SELECT m."
        + CLASS
        + ", m.id, m.uri, m.\"key\", m.sha256, m.width, m.height, m.source, i.format, i.bytes,"
        + " i.container, i.file, i.\"offset\", i.length, i.row_group, i.\"row\","
        + " to_json(m.retrievals)::VARCHAR"
        + fields
        + " FROM "
        + rows()
        + " m LEFT JOIN images i ON i.id = m.id AND i.source = m.source ORDER BY "
        + (byClass ? "m." + CLASS + ", " : "")
        + order;
  }
}
