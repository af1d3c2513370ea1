package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.Flow;
import io.gleaner.pipeline.report.figures.Flow.Kind;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The way of each image from its source to the manifest. An image is in one stream at a time: one
 * that several sets called for goes by a step of its own.
 */
final class ReadFlow {
  private static final List<String> KINDS =
      List.of("exact", "perceptual", "near", "relative", "curated", "review");

  private final List<Flow.Step> steps = new ArrayList<>();
  private final List<Flow.Stream> streams = new ArrayList<>();

  private ReadFlow() {}

  /**
   * Images that were called for.
   *
   * @param set the only one, or null where several called for them
   * @param owner the set that they belong to and go in as they are, or null for the pool's
   * @param arrived whether the manifest has a row of their id
   */
  private record Called(String set, String owner, boolean arrived, long images) {}

  static Flow of(Sql sql, RunFacts facts, long pool) throws SQLException, IOException {
    return new ReadFlow().read(sql, facts, pool);
  }

  private Flow read(Sql sql, RunFacts facts, long pool) throws SQLException, IOException {
    Map<String, Long> usable = counts(sql, "SELECT source, count(*) FROM images GROUP BY 1");
    Map<String, Long> rejected = counts(sql, "SELECT source, count(*) FROM rejected GROUP BY 1");
    usable.putIfAbsent(RunDirectory.POOL, pool);
    Map<String, Long> removed = counts(sql, "SELECT kind, count(*) FROM removed GROUP BY 1");
    List<Called> called = called(sql);
    inputs(usable, rejected);
    long left = pool(usable.get(RunDirectory.POOL), removed);
    boolean manifest = facts.has("manifest");
    if (manifest && !facts.has("retrieve")) {
      stream("kept", "manifest", left);
      step("manifest", "manifest", 3, Kind.ARRIVES, left);
    } else {
      retrieved(usable, called, left, manifest || facts.has("retrieve"));
      if (manifest) {
        arrivals(called);
      }
    }
    return new Flow(List.copyOf(steps), List.copyOf(streams));
  }

  private static Map<String, Long> counts(Sql sql, String query) throws SQLException, IOException {
    Map<String, Long> counts = new TreeMap<>();
    Select.list(sql, query, row -> counts.put(String.valueOf(row.getString(1)), row.getLong(2)));
    return counts;
  }

  private static List<Called> called(Sql sql) throws SQLException, IOException {
    return Select.list(
        sql,
        """
        SELECT CASE WHEN sets = 1 THEN name END AS called, owner,
               manifest.id IS NOT NULL AS arrived, count(*)
        FROM (SELECT id, count(DISTINCT "set") AS sets, min("set") AS name,
                     min(CASE WHEN mode = 'as_is' THEN "set" END) AS owner
              FROM retrieved GROUP BY id) AS called
        LEFT JOIN (SELECT id FROM manifest) AS manifest ON called.id = manifest.id
        GROUP BY ALL ORDER BY ALL
        """,
        row -> new Called(row.getString(1), row.getString(2), row.getBoolean(3), row.getLong(4)));
  }

  private void inputs(Map<String, Long> usable, Map<String, Long> rejected) {
    TreeSet<String> sources = new TreeSet<>(usable.keySet());
    sources.addAll(rejected.keySet());
    sources.remove(RunDirectory.POOL);
    List<String> ordered = new ArrayList<>(List.of(RunDirectory.POOL)); // the pool above all others
    ordered.addAll(sources);
    long all = rejected.values().stream().mapToLong(Long::longValue).sum();
    for (String source : ordered) {
      long some = usable.getOrDefault(source, 0L);
      long lost = rejected.getOrDefault(source, 0L);
      step("inputs/" + source, label(source), 0, Kind.GOES_ON, some + lost);
      Kind kind = source.equals(RunDirectory.EVALUATION) ? Kind.LEAVES : Kind.GOES_ON;
      step("images/" + source, label(source) + " images", 1, kind, some);
      stream("inputs/" + source, "images/" + source, some);
      stream("inputs/" + source, "rejected", lost);
    }
    step("rejected", "rejected", 1, Kind.LEAVES, all);
  }

  private long pool(long pool, Map<String, Long> removed) {
    long left = pool;
    List<String> kinds = new ArrayList<>(KINDS);
    kinds.addAll(removed.keySet().stream().filter(kind -> !KINDS.contains(kind)).toList());
    for (String kind : kinds) {
      long count = removed.getOrDefault(kind, 0L);
      step("removed/" + kind, kind + " duplicates", 2, Kind.LEAVES, count);
      stream("images/pool", "removed/" + kind, count);
      left -= count;
    }
    left = Math.max(0, left);
    step("kept", "kept in the pool", 2, Kind.GOES_ON, left);
    stream("images/pool", "kept", left);
    return left;
  }

  private void retrieved(
      Map<String, Long> usable, List<Called> called, long left, boolean complete) {
    Map<String, Long> bySet = new TreeMap<>();
    Map<String, Long> ownBySet = new TreeMap<>();
    long several = 0;
    long fromPool = 0;
    for (Called some : called) {
      String to = some.set == null ? "several" : "set/" + some.set;
      if (some.set == null) {
        several += some.images;
      } else {
        bySet.merge(some.set, some.images, Long::sum);
      }
      if (some.owner == null) {
        fromPool += some.images;
        addTo("kept", to, some.images);
      } else {
        ownBySet.merge(some.owner, some.images, Long::sum);
        addTo("images/" + RunDirectory.CURATED + some.owner, to, some.images);
      }
    }
    bySet.forEach((set, count) -> step("set/" + set, "called for by " + set, 3, Kind.JOINS, count));
    step("several", "called for by several sets", 3, Kind.JOINS, several);
    if (complete) {
      long rest = Math.max(0, left - fromPool);
      step("not_called_for", "called for by none", 3, Kind.LEAVES, rest);
      stream("kept", "not_called_for", rest);
      long queries = 0;
      for (Map.Entry<String, Long> source : usable.entrySet()) {
        if (source.getKey().startsWith(RunDirectory.CURATED)) {
          String set = source.getKey().substring(RunDirectory.CURATED.length());
          long others = Math.max(0, source.getValue() - ownBySet.getOrDefault(set, 0L));
          stream("images/" + source.getKey(), "queries", others);
          queries += others;
        }
      }
      step("queries", "curated images that only call", 2, Kind.LEAVES, queries);
    }
  }

  private void arrivals(List<Called> called) {
    long arrived = 0;
    long merged = 0;
    for (Called some : called) {
      String from = some.set == null ? "several" : "set/" + some.set;
      addTo(from, some.arrived ? "manifest" : "merged", some.images);
      arrived += some.arrived ? some.images : 0;
      merged += some.arrived ? 0 : some.images;
    }
    step("merged", "same bytes as another's row", 4, Kind.LEAVES, merged);
    step("manifest", "manifest", 4, Kind.ARRIVES, arrived);
  }

  private static String label(String source) {
    return source.startsWith(RunDirectory.CURATED)
        ? source.substring(RunDirectory.CURATED.length())
        : source;
  }

  /** Adds a step that has images; one that has none is left out. */
  private void step(String name, String label, int column, Kind kind, long count) {
    if (count > 0) {
      steps.add(new Flow.Step(name, label, column, kind, count));
    }
  }

  private void stream(String from, String to, long count) {
    if (count > 0) {
      streams.add(new Flow.Stream(from, to, count));
    }
  }

  /** Adds to a stream that may be there already. */
  private void addTo(String from, String to, long count) {
    for (int i = 0; i < streams.size(); i++) {
      Flow.Stream stream = streams.get(i);
      if (stream.from().equals(from) && stream.to().equals(to)) {
        streams.set(i, new Flow.Stream(from, to, stream.images() + count));
        return;
      }
    }
    stream(from, to, count);
  }
}
