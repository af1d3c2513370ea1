package io.gleaner.pipeline.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables that describe a run: what came in, what was rejected and removed, what each set
 * retrieved, in the shape of the composition table of Oquab et al. 2024 (Table 15).
 *
 * @param tables rows by the name of their table
 */
public record Statistics(Map<String, List<Map<String, Object>>> tables) {
  /** The tables' names, in the order in which they are shown. */
  public static final List<String> NAMES =
      List.of(
          "composition",
          "sources",
          "rejections",
          "deduplication",
          "components",
          "collisions",
          "similarity");

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * Where the statistics come from; a null or empty list is a stage that did not run.
   *
   * @param retrieval one table, a row for each set and mode
   */
  public record Sources(
      List<Location> images,
      List<Location> rejected,
      List<Location> duplicates,
      List<Location> components,
      List<Location> retrieved,
      Location retrieval,
      List<Location> manifest) {}

  /** Computes the tables and writes each to {@code folder}, with {@code json} holding them all. */
  public static Statistics write(Sql sql, Sources sources, Location folder, Location json)
      throws SQLException, IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("composition", composition(sql, sources));
    queries.put(
        "sources",
        """
        SELECT source, count(*) FILTER (WHERE usable) AS images,
               count(*) FILTER (WHERE NOT usable) AS rejected, count(*) AS inputs
        FROM (SELECT source, true AS usable FROM %s
              UNION ALL SELECT source, false FROM %s)
        GROUP BY source ORDER BY source
        """
            .formatted(sql.tables(sources.images), sql.tables(sources.rejected)));
    queries.put(
        "rejections",
        "SELECT source, reason, count(*) AS inputs FROM %s GROUP BY ALL ORDER BY ALL"
            .formatted(sql.tables(sources.rejected)));
    queries.put(
        "deduplication",
        """
        SELECT kind, count(*) AS removed, min(similarity) AS least_similarity
        FROM %s GROUP BY kind ORDER BY kind
        """
            .formatted(sql.tables(sources.duplicates)));
    queries.put(
        "components",
        """
        SELECT kind, split, count(*) AS components, max(size) AS largest,
               min(weakest_edge) AS weakest_edge
        FROM %s GROUP BY ALL ORDER BY ALL
        """
            .formatted(sql.tables(sources.components)));
    queries.put(
        "collisions",
        """
        SELECT "set", mode, times, count(*) AS images
        FROM (SELECT "set", mode, id, count(*) AS times FROM %s WHERE mode = 'sample'
              GROUP BY ALL)
        GROUP BY ALL ORDER BY ALL
        """
            .formatted(sql.tables(sources.retrieved)));
    queries.put(
        "similarity",
        """
        SELECT "set", mode, least, p05, p25, median, p75, p95, greatest
        FROM %s WHERE median IS NOT NULL ORDER BY "set", mode
        """
            .formatted(sql.tables(List.of(sources.retrieval))));
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    for (String name : NAMES) {
      String query = queries.get(name);
      sql.write(query, folder.resolve(name + ".parquet"));
      tables.put(name, sql.rows(query));
    }
    Statistics statistics = new Statistics(tables);
    json.writeText(statistics.json() + "\n");
    return statistics;
  }

  /** Reads what {@link #write} wrote. */
  public static Statistics read(Sql sql, Location folder) throws SQLException, IOException {
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    for (String name : NAMES) {
      Location file = folder.resolve(name + ".parquet");
      tables.put(
          name, file.exists() ? sql.rows("SELECT * FROM " + sql.tables(List.of(file))) : List.of());
    }
    return new Statistics(tables);
  }

  /** One row for each set and mode, then one for the whole manifest, each image counted once. */
  private static String composition(Sql sql, Sources sources) throws IOException {
    return """
    SELECT task, dataset, images, retrieval, retrieved, final, total FROM (
      SELECT 0 AS last, task, "set" AS dataset, queries AS images, mode AS retrieval,
             CASE WHEN mode = 'as_is' THEN NULL ELSE retrieved END AS retrieved,
             "distinct" AS final, total
      FROM %s AS statistics
      JOIN (SELECT "set", count(DISTINCT id) AS total FROM %s GROUP BY "set") AS totals
      USING ("set")
      GROUP BY ALL
      UNION ALL
      SELECT 1, NULL, 'all', NULL, NULL, NULL, NULL, count(*) FROM %s)
    ORDER BY last, task NULLS LAST, dataset, retrieval
    """
        .formatted(
            sql.tables(List.of(sources.retrieval)),
            sql.tables(sources.retrieved),
            sql.tables(sources.manifest))
        .replace(", total", ", total");
  }

  /** Returns all tables as one JSON object. */
  public String json() throws JsonProcessingException {
    return JSON.writeValueAsString(tables);
  }
}
