package io.gleaner.pipeline.audit;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.story.Stories;
import io.gleaner.pipeline.story.Story;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.neighbours.Neighbour;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides where each audited picture is and writes the tables of an audit, {@code audit.parquet}
 * and {@code audit.csv}, of the same rows. Memory: one block of pictures and their rows.
 */
public final class AuditTables {
  private static final int MOST_LEAKS = 10;

  private final Sql sql;
  private final Map<String, Long> moreThan;
  private final float threshold;

  /**
   * What an audit came to.
   *
   * @param leaks the first pictures that are in the manifest, each with the image that it is
   */
  public record Result(LeakSummary summary, Map<String, String> leaks) {}

  /**
   * @param sql with the views of the run
   * @param moreThan as of {@link Stories#of}
   * @param threshold cosine above which a picture is taken for an image
   */
  public AuditTables(Sql sql, Map<String, Long> moreThan, float threshold) {
    this.sql = sql;
    this.moreThan = moreThan;
    this.threshold = threshold;
  }

  /**
   * Writes the tables; they appear whole.
   *
   * @param audited tables of the pictures, in the order in which they were searched for
   * @param rejected tables of what could not be read
   * @param found what {@link SearchRun} wrote
   * @param output folder of the tables
   */
  public Result write(
      List<Location> audited, List<Location> rejected, Location found, Location output)
      throws SQLException, IOException {
    LeakSummary.Tally tally = new LeakSummary.Tally();
    Map<String, String> leaks = new LinkedHashMap<>();
    Location csvFile = output.resolve("audit.csv");
    csvFile.makeFolder();
    Location csvAside = csvFile.temporary();
    try (TableWriter<AuditRow> table =
            TableWriter.open(output.resolve("audit.parquet"), AuditRow.FORMAT);
        AuditedBlocks blocks = SearchRun.blocks(audited)) {
      Writer out = new OutputStreamWriter(csvAside.create(), StandardCharsets.UTF_8);
      try (AuditCsv csv = new AuditCsv(out)) {
        int number = 0;
        for (AuditedBlock block = blocks.next(); block != null; block = blocks.next()) {
          for (AuditRow row : rows(block, found, number++)) {
            table.add(row);
            csv.add(row);
            tally.add(row);
            if (row.decision() == Decision.IN_MANIFEST && leaks.size() < MOST_LEAKS) {
              leaks.put(row.uri(), row.match().uri());
            }
          }
        }
        for (Location file : rejected) {
          for (AuditRow row : rejected(file)) {
            table.add(row);
            csv.add(row);
            tally.add(row);
          }
        }
      }
      table.commit();
      csvAside.moveTo(csvFile);
    } finally {
      csvAside.delete();
    }
    return new Result(tally.summary(), leaks);
  }

  private List<AuditRow> rows(AuditedBlock block, Location found, int number)
      throws SQLException, IOException {
    Map<Population, Map<Evidence, Map<String, Neighbour>>> nearest =
        new EnumMap<>(Population.class);
    Set<String> named = new LinkedHashSet<>();
    Set<String> removed = new LinkedHashSet<>();
    for (Population population : Population.values()) {
      Map<Evidence, Map<String, Neighbour>> kinds = new EnumMap<>(Evidence.class);
      for (Evidence evidence : Evidence.values()) {
        Map<String, Neighbour> images = read(SearchRun.table(found, number, population, evidence));
        images.values().forEach(image -> named.add(image.id()));
        if (population == Population.REMOVED) {
          images.values().forEach(image -> removed.add(image.id()));
        }
        kinds.put(evidence, images);
      }
      nearest.put(population, kinds);
    }
    Map<String, String> uris = uris(named);
    Stories stories = Stories.of(sql, removed, moreThan);
    List<AuditRow> rows = new ArrayList<>();
    for (AuditedImage image : block.rows()) {
      rows.add(row(image, nearest, uris, stories));
    }
    return rows;
  }

  private AuditRow row(
      AuditedImage image,
      Map<Population, Map<Evidence, Map<String, Neighbour>>> nearest,
      Map<String, String> uris,
      Stories stories) {
    Decision decision = Decision.ABSENT;
    Evidence evidence = null;
    Neighbour match = null;
    for (Population population : Population.values()) {
      for (Evidence by : Evidence.values()) {
        Neighbour candidate = nearest.get(population).get(by).get(image.id());
        boolean decides =
            candidate != null && (by != Evidence.NEAR || candidate.similarity() > threshold);
        if (decides && match == null) {
          decision = Decision.of(population);
          evidence = by;
          match = candidate;
        }
      }
    }
    Neighbour removed = nearest.get(Population.REMOVED).get(Evidence.NEAR).get(image.id());
    Neighbour explained = decision == Decision.REMOVED ? match : removed;
    return new AuditRow(
        image.uri(),
        image.sha256(),
        decision,
        evidence,
        found(match, uris),
        found(nearest.get(Population.MANIFEST).get(Evidence.NEAR).get(image.id()), uris),
        found(nearest.get(Population.KEPT).get(Evidence.NEAR).get(image.id()), uris),
        found(removed, uris),
        why(explained, stories),
        null);
  }

  private static AuditRow.Found found(Neighbour neighbour, Map<String, String> uris) {
    return neighbour == null ? null : AuditRow.Found.of(neighbour, uris.get(neighbour.id()));
  }

  private static String why(Neighbour removed, Stories stories) {
    Story story = removed == null ? null : stories.byId().get(removed.id());
    return story == null
        ? null
        : story.chain().stream()
            .map(sentence -> sentence.text("", stories::name))
            .collect(Collectors.joining(" "));
  }

  private Map<String, String> uris(Set<String> ids) throws SQLException, IOException {
    Map<String, String> uris = new HashMap<>();
    if (ids.isEmpty()) {
      return uris;
    }
    String literals = ids.stream().map(Sql::text).collect(Collectors.joining(", "));
    for (Map<String, Object> row :
        sql.rows(
            "SELECT id, uri FROM images SEMI JOIN (SELECT unnest(["
                + literals
                + "]) AS id) AS wanted USING (id)")) {
      uris.put(row.get("id").toString(), row.get("uri").toString());
    }
    return uris;
  }

  private static Map<String, Neighbour> read(Location table) throws IOException {
    Map<String, Neighbour> nearest = new HashMap<>();
    if (!table.exists()) {
      return nearest;
    }
    try (TableReader reader = TableReader.open(table, "id", "nearest_id", "similarity")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        nearest.put(row.text(0), new Neighbour(row.text(1), (float) row.real(2)));
      }
    }
    return nearest;
  }

  /** What of an input is no picture counts for none. */
  private static List<AuditRow> rejected(Location file) throws IOException {
    List<AuditRow> rows = new ArrayList<>();
    try (TableReader reader = TableReader.open(file, "uri", "reason", "detail")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        if (!row.text(1).equals("UNUSED_SIDECAR")) {
          String reason = row.text(1) + (row.isNull(2) ? "" : ": " + row.text(2));
          rows.add(
              new AuditRow(
                  row.text(0),
                  null,
                  Decision.REJECTED,
                  null,
                  null,
                  null,
                  null,
                  null,
                  null,
                  reason));
        }
      }
    }
    return rows;
  }
}
