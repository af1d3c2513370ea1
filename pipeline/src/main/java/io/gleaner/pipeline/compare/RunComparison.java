package io.gleaner.pipeline.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.gleaner.pipeline.print.TerminalText;
import io.gleaner.pipeline.report.ManifestDigest;
import io.gleaner.pipeline.report.Statistics;
import io.gleaner.pipeline.report.TextTables;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.view.RunViews;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What moved from an other run to this one: keys of the recipe, counts, pictures that the manifest
 * gained and lost with the reason, pool images that are removed now or kept now. Memory: {@link
 * Sql}'s, beyond which it spills.
 *
 * @param run this run's folder
 * @param other the other's
 * @param digest of this run's manifest
 * @param otherDigest of the other's
 * @param tables rows by the name of their table; a table of what is equal has none
 */
public record RunComparison(
    String run,
    String other,
    String digest,
    String otherDigest,
    Map<String, List<Map<String, Object>>> tables) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String OTHER = "other";

  /**
   * Compares two runs whose manifests are complete.
   *
   * @param sql without views yet
   */
  public static RunComparison of(RunDirectory run, RunDirectory other, Sql sql)
      throws SQLException, IOException {
    run.requireManifest();
    other.requireManifest();
    RunViews.open(run, sql);
    RunViews.open(other, sql, OTHER);
    RunRecord record = RunRecord.read(run.runJson());
    RunRecord otherRecord = RunRecord.read(other.runJson());
    Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();
    tables.put("recipe", differences("key", otherRecord.recipe(), record.recipe()));
    tables.put("made by", differences("what", otherRecord.made(), record.made()));
    tables.put("counts", differences("count", otherRecord.counts(), record.counts()));
    Moves moves = Moves.of(sql);
    tables.put("manifest", moves.manifest());
    tables.put("manifest by set", moves.bySet());
    tables.put("lost", moves.reasons("lost"));
    tables.put("lost, examples", moves.examples("lost", ""));
    tables.put("gained", moves.reasons("gained"));
    tables.put("gained, examples", moves.examples("gained", "other."));
    tables.put("pool", moves.pool());
    tables.put("pool, examples", moves.poolExamples());
    return new RunComparison(
        run.root().toString(),
        other.root().toString(),
        digest(run, sql),
        digest(other, sql),
        tables);
  }

  private static String digest(RunDirectory run, Sql sql) throws SQLException, IOException {
    List<Location> manifest = RunDirectory.tables(run.manifest());
    for (Location table : manifest) {
      TableReader.requireUndamaged(table); // SQL looks at no checksums
    }
    return ManifestDigest.of(sql, manifest);
  }

  private static <T> List<Map<String, Object>> differences(
      String column, SortedMap<String, T> other, SortedMap<String, T> run) {
    TreeSet<String> keys = new TreeSet<>(other.keySet());
    keys.addAll(run.keySet());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String key : keys) {
      if (!Objects.equals(other.get(key), run.get(key))) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(column, key);
        row.put(OTHER, other.get(key));
        row.put("run", run.get(key));
        rows.add(row);
      }
    }
    return rows;
  }

  /** Whether the manifests hold the same rows. */
  public boolean equal() {
    return digest.equals(otherDigest);
  }

  /** Returns the comparison for people; names of strangers are escaped. */
  public String text() {
    Map<String, List<Map<String, Object>>> escaped = new LinkedHashMap<>();
    tables.forEach(
        (name, rows) -> escaped.put(name, rows.stream().map(RunComparison::escaped).toList()));
    return String.format(
            Locale.ROOT,
            "run    %s%nother  %s%n%s%n%n",
            TerminalText.of(run),
            TerminalText.of(other),
            equal()
                ? "The manifests are equal, digest " + digest + "."
                : "The manifests differ: digest " + digest + ", other " + otherDigest + ".")
        + TextTables.of(new Statistics(escaped));
  }

  private static Map<String, Object> escaped(Map<String, Object> row) {
    Map<String, Object> escaped = new LinkedHashMap<>();
    row.forEach(
        (column, value) ->
            escaped.put(column, value instanceof String text ? TerminalText.of(text) : value));
    return escaped;
  }

  /** Returns the comparison as one JSON object. */
  public String json() throws JsonProcessingException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", run);
    json.put(OTHER, other);
    json.put("equal", equal());
    json.put("digest", digest);
    json.put("other_digest", otherDigest);
    tables.forEach((name, rows) -> json.put(name.replace(", ", "_").replace(' ', '_'), rows));
    return JSON.writeValueAsString(json);
  }
}
