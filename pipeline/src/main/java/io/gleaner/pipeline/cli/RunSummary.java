package io.gleaner.pipeline.cli;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.gleaner.pipeline.progress.Warnings.Warning;
import io.gleaner.pipeline.report.Statistics;
import io.gleaner.pipeline.run.StageResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a run came to, in figures and as one paragraph.
 *
 * @param run its directory
 * @param pool the pool's inputs; null, as all below, where no manifest was asked for
 * @param rejected inputs of the pool by reason, most first
 * @param removed images of the pool by kind, in the order in which kinds are decided
 * @param retrieved for each set, images that the manifest holds for it
 * @param manifest its rows
 * @param seconds that all work took, whether now or earlier
 * @param slowest the stage that took most of them
 * @param skipped stages that were complete already
 * @param next commands to type
 */
@JsonPropertyOrder({
  "result",
  "run",
  "pool",
  "rejected",
  "removed",
  "retrieved",
  "manifest",
  "seconds",
  "slowest",
  "stages",
  "skipped",
  "warnings",
  "next"
})
record RunSummary(
    String result,
    String run,
    Pool pool,
    Map<String, Long> rejected,
    Map<String, Long> removed,
    Map<String, Long> retrieved,
    Long manifest,
    double seconds,
    StageResult slowest,
    int stages,
    int skipped,
    List<Warning> warnings,
    List<String> next) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+-]+");
  private static final int WIDTH = 100;
  private static final int MOST_NAMED = 6;
  private static final Map<String, String> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("exact", "exact copies");
    KINDS.put("perceptual", "perceptual copies");
    KINDS.put("near", "near-duplicates");
    KINDS.put("relative", "like evaluation images");
    KINDS.put("curated", "near-copies of curated images");
    KINDS.put("review", "by decision");
  }

  /**
   * The pool from inputs to what is left of it.
   *
   * @param images usable inputs
   * @param left images that were not removed
   */
  record Pool(long inputs, long images, long rejected, long left) {}

  /**
   * @param statistics of the run, or none where it ended before its manifest
   * @param commands that there are, of which some are named as the next to type
   */
  static RunSummary of(
      String run,
      Optional<Statistics> statistics,
      List<StageResult> results,
      List<Warning> warnings,
      Set<String> commands) {
    Map<String, List<Map<String, Object>>> tables =
        statistics.map(Statistics::tables).orElse(Map.of());
    Map<String, Long> removed = new LinkedHashMap<>();
    KINDS.keySet().forEach(kind -> sum(tables, "deduplication", "kind", kind, "removed", removed));
    Map<String, Long> rejected = new LinkedHashMap<>();
    rows(tables, "rejections").stream()
        .filter(row -> "pool".equals(row.get("source")))
        .sorted(
            Comparator.comparingLong((Map<String, Object> row) -> -number(row, "inputs"))
                .thenComparing(row -> String.valueOf(row.get("reason"))))
        .forEach(row -> rejected.put(String.valueOf(row.get("reason")), number(row, "inputs")));
    Map<String, Long> retrieved = new LinkedHashMap<>();
    Long manifest = null;
    for (Map<String, Object> row : rows(tables, "composition")) {
      String set = String.valueOf(row.get("dataset"));
      if (row.get("images") == null && set.equals("all")) {
        manifest = number(row, "total");
      } else if (!Statistics.KEPT.equals(row.get("retrieval"))) {
        retrieved.put(set, number(row, "total"));
      }
    }
    long out = removed.values().stream().mapToLong(Long::longValue).sum();
    Pool pool =
        rows(tables, "sources").stream()
            .filter(row -> "pool".equals(row.get("source")))
            .findFirst()
            .map(
                row ->
                    new Pool(
                        number(row, "inputs"),
                        number(row, "images"),
                        number(row, "rejected"),
                        number(row, "images") - out))
            .orElse(null);
    return new RunSummary(
        "done",
        run,
        pool,
        rejected,
        removed,
        retrieved,
        manifest,
        Math.round(1000 * results.stream().mapToDouble(StageResult::seconds).sum()) / 1e3,
        results.stream().max(Comparator.comparingDouble(StageResult::seconds)).orElse(null),
        results.size(),
        (int) results.stream().filter(StageResult::skipped).count(),
        warnings,
        next(run, manifest != null, commands));
  }

  private static List<Map<String, Object>> rows(
      Map<String, List<Map<String, Object>>> tables, String name) {
    return tables.getOrDefault(name, List.of());
  }

  private static void sum(
      Map<String, List<Map<String, Object>>> tables,
      String table,
      String column,
      String value,
      String count,
      Map<String, Long> into) {
    for (Map<String, Object> row : rows(tables, table)) {
      if (value.equals(row.get(column))) {
        into.merge(value, number(row, count), Long::sum);
      }
    }
  }

  private static long number(Map<String, Object> row, String column) {
    return row.get(column) instanceof Number number ? number.longValue() : 0;
  }

  private static List<String> next(String run, boolean whole, Set<String> commands) {
    List<String> next = new ArrayList<>();
    String quoted = PLAIN.matcher(run).matches() ? run : "'" + run.replace("'", "'\\''") + "'";
    if (whole && commands.contains("stats")) {
      next.add("gleaner stats " + quoted);
    }
    if (commands.contains("sql")) {
      next.add(
          "gleaner sql "
              + quoted
              + (whole
                  ? " \"SELECT * FROM manifest LIMIT 9\""
                  : " \"SELECT * FROM images LIMIT 9\""));
    }
    return next;
  }

  /** Returns the paragraph, and the commands below it. */
  String text() {
    List<String> sentences = new ArrayList<>();
    if (pool != null) {
      sentences.add(inputs());
      sentences.add(removal());
      sentences.add(sets());
    }
    sentences.add(work());
    if (!warnings.isEmpty()) {
      sentences.add(warned());
    }
    StringBuilder text = new StringBuilder(wrapped(plain(String.join(" ", sentences))));
    for (int i = 0; i < next.size(); i++) {
      text.append(i == 0 ? "\nNext:  " : "\n       ").append(plain(next.get(i)));
    }
    return text.toString();
  }

  private String inputs() {
    return pool.rejected == 0
        ? String.format(
            Locale.ROOT, "%s in the pool, all of them images.", of(pool.inputs, "input"))
        : String.format(
            Locale.ROOT,
            "%s in the pool: %s and %,d rejected (%s).",
            of(pool.inputs, "input"),
            of(pool.images, "image"),
            pool.rejected,
            named(rejected, reason -> reason.toLowerCase(Locale.ROOT).replace('_', ' ')));
  }

  private String removal() {
    return removed.values().stream().allMatch(count -> count == 0)
        ? "None of them was removed."
        : String.format(
            Locale.ROOT,
            "%,d of the %s were removed (%s), so %,d are left.",
            pool.images - pool.left,
            of(pool.images, "image"),
            named(removed, kind -> KINDS.getOrDefault(kind, kind)),
            pool.left);
  }

  private String sets() {
    if (retrieved.isEmpty()) {
      return String.format(
          Locale.ROOT,
          "The recipe has no curated sets, so the manifest holds all that is left: %s.",
          of(manifest == null ? 0 : manifest, "image"));
    }
    Map<String, Long> most = new LinkedHashMap<>();
    retrieved.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(each -> most.put(each.getKey(), each.getValue()));
    StringBuilder list = new StringBuilder();
    int named = 0;
    for (Map.Entry<String, Long> set : most.entrySet()) {
      if (named++ < MOST_NAMED) {
        list.append(list.isEmpty() ? "" : ", ");
        list.append(String.format(Locale.ROOT, "%s %,d", set.getKey(), set.getValue()));
      }
    }
    if (most.size() > MOST_NAMED) {
      list.append(String.format(Locale.ROOT, " and %d more", most.size() - MOST_NAMED));
    }
    return String.format(
        Locale.ROOT,
        "%s called for %s, and the manifest has %s.",
        of(retrieved.size(), "curated set"),
        list,
        of(manifest == null ? 0 : manifest, "image"));
  }

  private String work() {
    if (stages == skipped) {
      return "Everything was complete already.";
    }
    String again =
        skipped == 0
            ? ""
            : String.format(
                Locale.ROOT, "%d of %d stages were complete already. ", skipped, stages);
    return again
        + String.format(
            Locale.ROOT,
            "The slowest stage is %s, %.1f of %.1f s.",
            slowest.stage(),
            slowest.seconds(),
            seconds);
  }

  private String warned() {
    List<String> each = new ArrayList<>();
    for (Warning warning : warnings) {
      each.add(
          warning.text()
              + (warning.times() == 1
                  ? ""
                  : String.format(Locale.ROOT, " (and %d more like it)", warning.times() - 1)));
    }
    return of(warnings.size(), "warning") + ": " + String.join("; ", each) + ".";
  }

  private static String of(long count, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
  }

  private static String named(
      Map<String, Long> counts, java.util.function.UnaryOperator<String> words) {
    List<String> parts = new ArrayList<>();
    counts.forEach(
        (name, count) -> {
          if (count > 0) {
            parts.add(String.format(Locale.ROOT, "%,d %s", count, words.apply(name)));
          }
        });
    return String.join(", ", parts);
  }

  /** Warnings may hold any file's name: control characters do not reach the terminal. */
  private static String plain(String text) {
    return text.codePoints()
        .map(each -> Character.isISOControl(each) ? '?' : each)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ")) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        lines.append('\n');
        column = 0;
      } else if (column > 0) {
        lines.append(' ');
        column++;
      }
      lines.append(word);
      column += word.length();
    }
    return lines.toString();
  }
}
