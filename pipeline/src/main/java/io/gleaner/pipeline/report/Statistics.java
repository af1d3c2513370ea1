package io.gleaner.pipeline.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
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
  /** What the composition table calls the mode of a run in which nothing is retrieved. */
  public static final String KEPT = "kept";

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
   * Where the statistics come from; an empty list is a stage that did not run.
   *
   * @param images of each source
   * @param constant images of each source whose pixels are all equal
   * @param retrieved folder of all sets' retrievals, of which footers are read
   * @param retrieval the table of their statistics; there is none where nothing is retrieved
   * @param imagesBySet distinct images that each set retrieved
   * @param manifest rows of the manifest
   */
  public record Sources(
      Map<String, Long> images,
      Map<String, Long> constant,
      List<Location> rejected,
      List<Location> duplicates,
      List<Location> components,
      Location retrieved,
      Location retrieval,
      Map<String, Long> imagesBySet,
      long manifest) {
    /** Returns how many images left the pool, by the footers. */
    long removed() throws IOException {
      return TableReader.rows(duplicates);
    }
  }

  /** Computes the tables and writes each to {@code folder}, with {@code json} holding them all. */
  public static Statistics write(Sources sources, Location folder, Location json)
      throws IOException {
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    for (StatisticsTable table : StatisticsTable.of(sources)) {
      TableWriter.write(folder.resolve(table.name() + ".parquet"), table.format(), table.rows());
      tables.put(table.name(), table.rows());
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

  /** Returns all tables as one JSON object. */
  public String json() throws JsonProcessingException {
    return JSON.writeValueAsString(tables);
  }
}
