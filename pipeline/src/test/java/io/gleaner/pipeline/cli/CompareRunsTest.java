package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two runs over a part of the samples, the second with a lower threshold, a set less, a file less,
 * a file that is cut and a picture more; what {@code stats --compare} says of them, counted anew.
 */
class CompareRunsTest {
  @TempDir static Path folder;
  private static Tables before;
  private static Tables after;
  private static Captured text;
  private static JsonNode json;

  /** What a run's tables hold, read whole. */
  private record Tables(
      Map<String, Map<String, Object>> manifest,
      List<Map<String, Object>> retrievals,
      List<Map<String, Object>> images,
      Map<String, String> removed,
      Map<String, String> rejected,
      Set<String> sets) {
    static Tables read(Path folder) throws Exception {
      RunDirectory run = new RunDirectory(Location.of(folder));
      try (Sql sql = Sql.open(CompareRunsTest.folder.resolve("spill"), 1)) {
        Map<String, Map<String, Object>> manifest = new HashMap<>();
        for (Map<String, Object> row :
            sql.rows(
                "SELECT sha256, source, uri, string_agg(r.set, ' ') AS sets FROM (SELECT *,"
                    + " unnest(retrievals) AS r FROM "
                    + sql.tables(RunDirectory.tables(run.manifest()))
                    + ") GROUP BY ALL")) {
          manifest.put((String) row.get("sha256"), row);
        }
        List<Map<String, Object>> retrievals =
            sql.rows(
                "SELECT DISTINCT sha256, r.set || ' ' || r.mode AS asked FROM (SELECT sha256,"
                    + " unnest(retrievals) AS r FROM "
                    + sql.tables(RunDirectory.tables(run.manifest()))
                    + ")");
        List<Map<String, Object>> images =
            sql.rows(
                "SELECT id, sha256, source FROM " + sql.tables(RunDirectory.tables(run.images())));
        Map<String, String> removed = new HashMap<>();
        for (Map<String, Object> row :
            sql.rows("SELECT id, kind FROM " + sql.tables(RunDirectory.tables(run.duplicates())))) {
          removed.put((String) row.get("id"), (String) row.get("kind"));
        }
        Map<String, String> rejected = new HashMap<>();
        for (Map<String, Object> row :
            sql.rows(
                "SELECT source || ' ' || uri AS input, reason FROM "
                    + sql.tables(RunDirectory.tables(run.rejected())))) {
          rejected.put((String) row.get("input"), (String) row.get("reason"));
        }
        Set<String> sets = new TreeSet<>();
        try (Stream<Path> folders = Files.list(folder.resolve("retrieved"))) {
          folders.filter(Files::isDirectory).forEach(set -> sets.add(set.getFileName().toString()));
        }
        return new Tables(manifest, retrievals, images, removed, rejected, sets);
      }
    }

    /** Why a picture of another run's manifest is not in this run's. */
    String reason(Map<String, Object> picture) {
      Set<String> kinds = new TreeSet<>();
      boolean pooled = false;
      boolean stays = false;
      boolean there = false;
      for (Map<String, Object> image : images) {
        if (image.get("sha256").equals(picture.get("sha256"))
            && !image.get("source").equals("evaluation")) {
          there = true;
          if (image.get("source").equals("pool")) {
            pooled = true;
            String kind = removed.get((String) image.get("id"));
            stays |= kind == null;
            if (kind != null && !kind.equals("exact")) {
              kinds.add(kind);
            }
          }
        }
      }
      if (!there) {
        String why = rejected.get(picture.get("source") + " " + picture.get("uri"));
        return why != null
            ? "rejected: " + why
            : images.stream().noneMatch(i -> i.get("source").equals(picture.get("source")))
                ? "source not in the run"
                : "not an input";
      }
      if (pooled && !stays) {
        assertThat(kinds).as("%s", picture).hasSize(1); // else the page of rules would be needed
        return "removed: " + kinds.iterator().next();
      }
      for (String set : picture.get("sets").toString().split(" ")) {
        if (sets.contains(set)) {
          return "not retrieved";
        }
      }
      return "sets not in the run";
    }

    String state(String id) {
      return images.stream()
              .noneMatch(i -> i.get("id").equals(id) && i.get("source").equals("pool"))
          ? "absent"
          : removed.containsKey(id) ? "removed: " + removed.get(id) : "kept";
    }
  }

  @BeforeAll
  static void curateTwice() throws Exception {
    for (String part : List.of("pool/crawl/a", "pool/crawl/odd", "curated", "evaluation")) {
      copy(Path.of("../samples").resolve(part), folder.resolve(part));
    }
    String recipe =
        Files.readString(Path.of("../configs/quickstart.yaml"))
            .replace(", \"samples/pool/shards/*.tar\"", "")
            .replace("samples/encoder", "ENCODER")
            .replace("samples/", folder + "/")
            .replace("ENCODER", Path.of("../samples/encoder").toAbsolutePath().toString())
            .replace("device: auto", "device: cpu\n  linear: mkl");
    run("before", recipe);
    before = Tables.read(folder.resolve("before"));
    List<String> called = new ArrayList<>();
    for (Map<String, Object> row : before.manifest.values()) {
      if (row.get("source").equals("pool") && row.get("sets").toString().contains("shoes")) {
        called.add((String) row.get("uri"));
      }
    }
    called.sort(null);
    Files.delete(folder.resolve("pool").resolve(called.get(0)));
    Path cut = folder.resolve("pool").resolve(called.get(1));
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    BufferedImage picture = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 48; i++) {
      picture.setRGB(i % 64, i / 64, i * 0x10305);
    }
    assertThat(ImageIO.write(picture, "png", folder.resolve("curated/dresses/more.png").toFile()))
        .isTrue();
    run(
        "after",
        recipe
            .replace("threshold: 0.96", "threshold: 0.91")
            .replaceAll("(?s)  - name: accessories\n.*", ""));
    after = Tables.read(folder.resolve("after"));
    text = compare("after", "before");
    json = new ObjectMapper().readTree(compare("after", "before", "--json").out());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private static void run(String name, String recipe) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, recipe);
    assertThat(
            Gleaner.run(
                "run",
                file.toString(),
                "--output",
                folder.resolve(name).toString(),
                "--parallelism",
                "2"))
        .isZero();
  }

  private static Captured compare(String run, String other, String... options) {
    Captured said =
        Captured.run(
            Stream.concat(
                    Stream.of(
                        "stats",
                        folder.resolve(run).toString(),
                        "--compare",
                        folder.resolve(other).toString()),
                    Stream.of(options))
                .toArray(String[]::new));
    assertThat(said.exit()).as(said.error()).isZero();
    return said;
  }

  private static Map<String, Long> counts(String table, String count, String... keys) {
    Map<String, Long> counts = new TreeMap<>();
    for (JsonNode row : json.get(table)) {
      List<String> key = new ArrayList<>();
      for (String each : keys) {
        key.add(row.get(each).asText());
      }
      counts.put(String.join(" | ", key), row.get(count).asLong());
    }
    return counts;
  }

  private static Map<String, Long> reasons(Tables from, Tables to) {
    Map<String, Long> reasons = new TreeMap<>();
    from.manifest.forEach(
        (sha256, row) -> {
          if (!to.manifest.containsKey(sha256)) {
            reasons.merge(to.reason(row) + " | " + row.get("source"), 1L, Long::sum);
          }
        });
    return reasons;
  }

  @Test
  void compare_manifest_countsPicturesKeptGainedAndLost() {
    Set<String> kept = new HashSet<>(before.manifest.keySet());
    kept.retainAll(after.manifest.keySet());
    JsonNode row = json.get("manifest").get(0);
    assertThat(row.get("kept").asInt()).isEqualTo(kept.size()).isPositive();
    assertThat(row.get("gained").asInt()).isEqualTo(after.manifest.size() - kept.size());
    assertThat(row.get("lost").asInt()).isEqualTo(before.manifest.size() - kept.size());
    assertThat(row.get("run").asInt()).isEqualTo(after.manifest.size());
    assertThat(row.get("other").asInt()).isEqualTo(before.manifest.size());
    assertThat(json.get("equal").asBoolean()).isFalse();
  }

  @Test
  void compare_reasons_areThoseThatWerePlanted() {
    assertThat(counts("lost", "pictures", "reason", "source")).isEqualTo(reasons(before, after));
    assertThat(counts("gained", "pictures", "reason", "source")).isEqualTo(reasons(after, before));
    assertThat(counts("lost", "pictures", "reason", "source").keySet())
        .contains(
            "not an input | pool",
            "rejected: TRUNCATED | pool",
            "removed: near | pool",
            "sets not in the run | pool");
    assertThat(counts("gained", "pictures", "reason", "source"))
        .containsEntry("not an input | curated/dresses", 1L);
  }

  @Test
  void compare_sets_countWhatEachRetrieved() {
    Map<String, Set<Object>> was = bySet(before);
    Map<String, Set<Object>> is = bySet(after);
    Map<String, String> expected = new TreeMap<>();
    Set<String> all = new TreeSet<>(was.keySet());
    all.addAll(is.keySet());
    for (String asked : all) {
      Set<Object> kept = new HashSet<>(was.getOrDefault(asked, Set.of()));
      kept.retainAll(is.getOrDefault(asked, Set.of()));
      expected.put(
          asked,
          String.format(
              Locale.ROOT,
              "%d %d %d",
              kept.size(),
              is.getOrDefault(asked, Set.of()).size() - kept.size(),
              was.getOrDefault(asked, Set.of()).size() - kept.size()));
    }
    Map<String, String> said = new TreeMap<>();
    for (JsonNode row : json.get("manifest_by_set")) {
      said.put(
          row.get("set").asText() + " " + row.get("mode").asText(),
          row.get("kept") + " " + row.get("gained") + " " + row.get("lost"));
    }
    assertThat(said).isEqualTo(expected).containsKey("accessories sample");
  }

  private static Map<String, Set<Object>> bySet(Tables tables) {
    Map<String, Set<Object>> pictures = new HashMap<>();
    for (Map<String, Object> row : tables.retrievals) {
      pictures
          .computeIfAbsent((String) row.get("asked"), none -> new HashSet<>())
          .add(row.get("sha256"));
    }
    return pictures;
  }

  @Test
  void compare_pool_countsImagesThatMovedBetweenKeptAndRemoved() {
    Set<String> ids = new TreeSet<>();
    for (Tables tables : List.of(before, after)) {
      for (Map<String, Object> image : tables.images) {
        if (image.get("source").equals("pool")) {
          ids.add((String) image.get("id"));
        }
      }
    }
    Map<String, Long> expected = new TreeMap<>();
    for (String id : ids) {
      if (!before.state(id).equals(after.state(id))) {
        expected.merge(before.state(id) + " | " + after.state(id), 1L, Long::sum);
      }
    }
    assertThat(counts("pool", "images", "other", "run"))
        .isEqualTo(expected)
        .containsKeys("kept | removed: near", "kept | absent");
  }

  @Test
  void compare_recipeAndCounts_areWhatWasChanged() {
    List<String> keys = new ArrayList<>();
    json.get("recipe").forEach(row -> keys.add(row.get("key").asText()));
    assertThat(keys)
        .contains("dedup.threshold")
        .allMatch(key -> key.matches("dedup\\..*threshold|curated\\.accessories\\..*"));
    for (JsonNode row : json.get("recipe")) {
      if (row.get("key").asText().equals("dedup.threshold")) {
        assertThat(row.get("other").asText() + " " + row.get("run").asText())
            .isEqualTo("0.96 0.91");
      }
    }
    assertThat(json.get("made_by")).isEmpty();
    assertThat(counts("counts", "run", "count"))
        .containsEntry("manifest images", (long) after.manifest.size())
        .containsEntry("embed rejected", (long) after.rejected.size());
    assertThat(counts("counts", "other", "count"))
        .containsEntry("manifest images", (long) before.manifest.size());
  }

  @Test
  void compare_examples_areThreeOfEachReasonAtMostAndNameWhatStayed() {
    Map<String, Long> shown = new TreeMap<>();
    for (JsonNode row : json.get("lost_examples")) {
      shown.merge(row.get("reason").asText(), 1L, Long::sum);
      assertThat(row.get("kept_uri").isNull())
          .as("%s", row)
          .isEqualTo(!row.get("reason").asText().startsWith("removed"));
    }
    Map<String, Long> expected = new TreeMap<>();
    reasons(before, after)
        .forEach((key, count) -> expected.merge(key.split(" \\| ")[0], count, Long::sum));
    expected.replaceAll((reason, count) -> Math.min(3, count));
    assertThat(shown).isEqualTo(expected);
  }

  @Test
  void compare_text_hasTheTables() {
    assertThat(text.out())
        .contains("The manifests differ: digest ")
        .contains("\nrecipe\n", "\ncounts\n", "\nmanifest by set\n", "\nlost\n", "\npool\n");
  }

  @Test
  void compare_aRunWithItself_isEqual() throws Exception {
    Captured same = compare("before", "before");
    String digest =
        Captured.run("stats", folder.resolve("before").toString(), "--digest").out().strip();
    assertThat(same.out()).contains("The manifests are equal, digest " + digest + ".");
    JsonNode equal = new ObjectMapper().readTree(compare("before", "before", "--json").out());
    assertThat(equal.get("equal").asBoolean()).isTrue();
    for (String table : List.of("recipe", "made_by", "counts", "lost", "gained", "pool")) {
      assertThat(equal.get(table)).as(table).isEmpty();
    }
  }

  @Test
  void compare_unusableArguments_exitWithTwo() {
    String run = folder.resolve("before").toString();
    assertThat(Captured.run("stats", run, "--compare", folder.toString()).error())
        .contains("is no complete run");
    assertThat(Captured.run("stats", run, "--compare", run, "--digest").exit()).isEqualTo(2);
  }
}
