package io.gleaner.pipeline.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
      List<Path> images,
      List<Path> rejected,
      List<Path> duplicates,
      List<Path> components,
      List<Path> retrieved,
      Path retrieval,
      List<Path> manifest) {}

  /** Computes the tables and writes each to {@code folder}, with {@code json} holding them all. */
  public static Statistics write(Sql sql, Sources sources, Path folder, Path json)
      throws SQLException, IOException {
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("composition", composition(sources));
    queries.put(
        "sources",
        """
        SELECT source, count(*) FILTER (WHERE usable) AS images,
               count(*) FILTER (WHERE NOT usable) AS rejected, count(*) AS inputs
        FROM (SELECT source, true AS usable FROM %s
              UNION ALL SELECT source, false FROM %s)
        GROUP BY source ORDER BY source
        """
            .formatted(Sql.tables(sources.images), Sql.tables(sources.rejected)));
    queries.put(
        "rejections",
        "SELECT source, reason, count(*) AS inputs FROM %s GROUP BY ALL ORDER BY ALL"
            .formatted(Sql.tables(sources.rejected)));
    queries.put(
        "deduplication",
        """
        SELECT kind, count(*) AS removed, min(similarity) AS least_similarity
        FROM %s GROUP BY kind ORDER BY kind
        """
            .formatted(Sql.tables(sources.duplicates)));
    queries.put(
        "components",
        """
        SELECT kind, split, count(*) AS components, max(size) AS largest,
               min(weakest_edge) AS weakest_edge
        FROM %s GROUP BY ALL ORDER BY ALL
        """
            .formatted(Sql.tables(sources.components)));
    queries.put(
        "collisions",
        """
        SELECT "set", mode, times, count(*) AS images
        FROM (SELECT "set", mode, id, count(*) AS times FROM %s WHERE mode = 'sample'
              GROUP BY ALL)
        GROUP BY ALL ORDER BY ALL
        """
            .formatted(Sql.tables(sources.retrieved)));
    queries.put(
        "similarity",
        """
        SELECT "set", mode, least, p05, p25, median, p75, p95, greatest
        FROM %s WHERE median IS NOT NULL ORDER BY "set", mode
        """
            .formatted(Sql.tables(List.of(sources.retrieval))));
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    for (String name : NAMES) {
      String query = queries.get(name);
      sql.write(query, folder.resolve(name + ".parquet"));
      tables.put(name, sql.rows(query));
    }
    Statistics statistics = new Statistics(tables);
    Path temporary = json.resolveSibling("." + json.getFileName() + ".tmp");
    Files.writeString(temporary, statistics.json() + "\n");
    Files.move(temporary, json, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    return statistics;
  }

  /** Reads what {@link #write} wrote. */
  public static Statistics read(Sql sql, Path folder) throws SQLException {
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    for (String name : NAMES) {
      Path file = folder.resolve(name + ".parquet");
      tables.put(
          name,
          Files.exists(file) ? sql.rows("SELECT * FROM " + Sql.tables(List.of(file))) : List.of());
    }
    return new Statistics(tables);
  }

  /** One row for each set and mode, then one for the whole manifest, each image counted once. */
  private static String composition(Sources sources) {
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
            Sql.tables(List.of(sources.retrieval)),
            Sql.tables(sources.retrieved),
            Sql.tables(sources.manifest))
        .replace(", total", ", total");
  }

  /** Returns all tables as one JSON object. */
  public String json() throws JsonProcessingException {
    return JSON.writeValueAsString(tables);
  }
}
