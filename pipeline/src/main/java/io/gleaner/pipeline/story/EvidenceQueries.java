package io.gleaner.pipeline.story;

import io.gleaner.pipeline.story.Evidence.Call;
import io.gleaner.pipeline.story.Evidence.Removal;
import io.gleaner.pipeline.story.Evidence.SetCluster;
import io.gleaner.pipeline.story.Evidence.SetMode;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks a run's views about some thousand images: one scan of each table, but for chains. */
final class EvidenceQueries {
  /** Rows of {@code rejected/} have no id; this is how {@code ImageId} makes one. */
  private static final String REJECTED_ID = "left(sha256(source || chr(0) || uri), 32)";

  private final Sql sql;

  EvidenceQueries(Sql sql) {
    this.sql = sql;
  }

  /**
   * @param uris takes the uris of all images that the evidence names
   */
  Evidence gather(Collection<String> ids, Map<String, String> uris)
      throws SQLException, IOException {
    Evidence evidence = new Evidence();
    Set<String> chain = new LinkedHashSet<>(ids);
    follow(chain, evidence);
    calls(chain, evidence);
    decisions(chain, evidence);
    Set<String> named = new LinkedHashSet<>(chain);
    evidence.calls.values().stream()
        .flatMap(List::stream)
        .map(Call::query)
        .filter(query -> query != null)
        .forEach(named::add);
    evidence.decisions.values().stream()
        .flatMap(List::stream)
        .forEach(decision -> named.addAll(decision.named()));
    for (Map<String, Object> row :
        rows(
            "SELECT * EXCLUDE (embedding, copy_embedding) FROM images SEMI JOIN %s USING (id)",
            named)) {
      String id = text(row, "id");
      uris.put(id, text(row, "uri"));
      if (chain.contains(id)) {
        evidence.rows.put(id, row);
      }
    }
    rejected(ids, evidence, uris);
    manifest(evidence, uris);
    counts(chain, evidence);
    clusters(chain, evidence);
    return evidence;
  }

  /** Follows kept images to the end; chains are as long as there are kinds, at most. */
  private void follow(Set<String> chain, Evidence evidence) throws SQLException, IOException {
    Set<String> asked = new LinkedHashSet<>(chain);
    while (!asked.isEmpty()) {
      for (Map<String, Object> row :
          rows("SELECT id, kept_id FROM copies SEMI JOIN %s USING (id)", asked)) {
        evidence.copies.put(text(row, "id"), text(row, "kept_id"));
      }
      for (Map<String, Object> row :
          rows(
              "SELECT id, kept_id, kind, similarity, component_size FROM removed SEMI JOIN %s"
                  + " USING (id)",
              asked)) {
        evidence.removals.put(
            text(row, "id"),
            new Removal(
                text(row, "kept_id"),
                text(row, "kind"),
                real(row, "similarity"),
                count(row, "component_size"),
                false));
      }
      Set<String> next = new LinkedHashSet<>();
      for (String id : asked) {
        String kept = evidence.kept(id);
        if (kept != null && !chain.contains(kept)) {
          next.add(kept);
        }
      }
      chain.addAll(next);
      asked = next;
    }
    parts(evidence);
  }

  /** Tells which components were made by taking a larger one apart. */
  private void parts(Evidence evidence) throws SQLException, IOException {
    Set<String> kept = new HashSet<>();
    evidence.removals.values().forEach(removal -> kept.add(removal.kept()));
    Set<String> parts = new HashSet<>();
    for (Map<String, Object> row :
        rows(
            "SELECT representative AS id, kind, size FROM components SEMI JOIN %s ON"
                + " (components.representative = wanted.id) WHERE split = 'part'",
            kept)) {
      parts.add(text(row, "id") + " " + text(row, "kind") + " " + count(row, "size"));
    }
    evidence.removals.replaceAll(
        (id, removal) ->
            new Removal(
                removal.kept(),
                removal.kind(),
                removal.similarity(),
                removal.componentSize(),
                parts.contains(
                    removal.kept() + " " + removal.kind() + " " + removal.componentSize())));
  }

  private void calls(Set<String> chain, Evidence evidence) throws SQLException, IOException {
    for (Map<String, Object> row :
        rows(
            "SELECT *, count(*) OVER (PARTITION BY id, \"set\", mode) AS n FROM retrieved SEMI"
                + " JOIN %s USING (id) QUALIFY row_number() OVER (PARTITION BY id, \"set\", mode"
                + " ORDER BY similarity DESC, rank, query_id) = 1 ORDER BY id, \"set\", mode DESC",
            chain)) {
      evidence
          .calls
          .computeIfAbsent(text(row, "id"), none -> new ArrayList<>())
          .add(
              new Call(
                  text(row, "set"),
                  text(row, "mode"),
                  text(row, "query_id"),
                  (int) count(row, "rank"),
                  real(row, "similarity"),
                  (int) count(row, "cluster"),
                  count(row, "n")));
    }
    String modes = "SELECT DISTINCT \"set\", mode FROM %s ORDER BY \"set\", mode";
    List<Map<String, Object>> found =
        sql.rows(String.format(Locale.ROOT, modes, "statistics.retrieval"));
    if (found.isEmpty()) {
      found = sql.rows(String.format(Locale.ROOT, modes, "retrieved"));
    }
    found.forEach(row -> evidence.modes.add(new SetMode(text(row, "set"), text(row, "mode"))));
  }

  private void decisions(Set<String> chain, Evidence evidence) throws SQLException, IOException {
    for (String column : List.of("id", "other")) {
      for (Map<String, Object> row :
          rows(
              "SELECT * FROM statistics.decisions AS decisions SEMI JOIN %s ON (decisions."
                  + column
                  + " = wanted.id) ORDER BY file, line",
              chain)) {
        evidence
            .decisions
            .computeIfAbsent(text(row, column), none -> new ArrayList<>())
            .add(
                new Fact.Decided(
                    text(row, "decision"),
                    text(row, column.equals("id") ? "other" : "id"),
                    row.get("cluster") instanceof Number cluster ? cluster.intValue() : null,
                    text(row, "status"),
                    text(row, "reason"),
                    text(row, "file") + ":" + count(row, "line")));
      }
    }
  }

  private void rejected(Collection<String> ids, Evidence evidence, Map<String, String> uris)
      throws SQLException, IOException {
    for (Map<String, Object> row :
        rows(
            "SELECT * FROM (SELECT "
                + REJECTED_ID
                + " AS id, * FROM rejected) SEMI JOIN %s USING (id) ORDER BY id, reason, detail",
            ids)) {
      String id = text(row, "id");
      uris.putIfAbsent(id, text(row, "uri"));
      evidence.rejected.putIfAbsent(id, row);
    }
  }

  private void manifest(Evidence evidence, Map<String, String> uris)
      throws SQLException, IOException {
    for (Map<String, Object> row :
        rows(
            "SELECT id, uri, coalesce(sha256, id) AS picture FROM manifest SEMI JOIN %s ON"
                + " (coalesce(manifest.sha256, manifest.id) = wanted.id)",
            evidence.pictures())) {
      evidence.manifest.put(text(row, "picture"), text(row, "id"));
      uris.put(text(row, "id"), text(row, "uri"));
    }
  }

  private void counts(Set<String> chain, Evidence evidence) throws SQLException, IOException {
    for (Map<String, Object> row :
        rows(
            "SELECT kept_id, count(*) AS n FROM removed SEMI JOIN %s ON (removed.kept_id ="
                + " wanted.id) GROUP BY kept_id",
            chain)) {
      evidence.stands.put(text(row, "kept_id"), count(row, "n"));
    }
    Set<String> curated = new LinkedHashSet<>();
    for (String id : chain) {
      String source = evidence.source(id);
      if (source != null && source.startsWith("curated/")) {
        curated.add(id);
      }
    }
    for (Map<String, Object> row :
        rows(
            "SELECT query_id, count(DISTINCT retrieved.id) AS n FROM retrieved SEMI JOIN %s ON"
                + " (retrieved.query_id = wanted.id) GROUP BY query_id",
            curated)) {
      evidence.asked.put(text(row, "query_id"), count(row, "n"));
    }
  }

  /** Asks of images that stayed and were not called for. */
  private void clusters(Set<String> chain, Evidence evidence) throws SQLException, IOException {
    Set<String> open = new LinkedHashSet<>();
    for (String id : chain) {
      if (!evidence.calls.containsKey(id) && evidence.kept(id) == null) {
        open.add(id);
      }
    }
    for (Map<String, Object> row :
        rows("SELECT id, cluster FROM assignments SEMI JOIN %s USING (id)", open)) {
      evidence.clusters.put(text(row, "id"), (int) count(row, "cluster"));
    }
    if (evidence.clusters.isEmpty()) {
      return;
    }
    evidence.setsAreKnown =
        !sql.rows("SELECT cluster FROM set_clusters LIMIT 1").isEmpty(); // not before format 3
    String some =
        evidence.clusters.values().stream()
            .distinct()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    for (Map<String, Object> row :
        sql.rows("SELECT * FROM set_clusters WHERE cluster IN (" + some + ")")) {
      evidence
          .sets
          .computeIfAbsent((int) count(row, "cluster"), none -> new ArrayList<>())
          .add(
              new SetCluster(
                  text(row, "set"),
                  count(row, "images"),
                  count(row, "pool_images"),
                  Boolean.TRUE.equals(row.get("chosen")),
                  count(row, "drawn"),
                  text(row, "reason")));
    }
  }

  /**
   * @param query with {@code %s} where the table {@code wanted} of ids goes
   */
  private List<Map<String, Object>> rows(String query, Collection<String> ids)
      throws SQLException, IOException {
    if (ids.isEmpty()) {
      return List.of();
    }
    String literals = ids.stream().map(Sql::text).collect(Collectors.joining(", "));
    return sql.rows(
        String.format(Locale.ROOT, query, "(SELECT unnest([" + literals + "]) AS id) AS wanted"));
  }

  private static String text(Map<String, Object> row, String column) {
    return row.get(column) == null ? null : row.get(column).toString();
  }

  private static long count(Map<String, Object> row, String column) {
    return row.get(column) instanceof Number number ? number.longValue() : -1;
  }

  private static double real(Map<String, Object> row, String column) {
    return row.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
