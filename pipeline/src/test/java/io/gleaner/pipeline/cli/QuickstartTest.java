package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.report.ManifestDigest;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.source.ImageId;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples from images to manifest, by the command line, and what may go wrong on the way. */
class QuickstartTest {
  private static final Path PROJECT = Path.of("..");

  @TempDir static Path folder;
  private static Path recipe;
  private static Path run;

  @BeforeAll
  static void curate() throws IOException {
    recipe = folder.resolve("quickstart.yaml");
    String text = Files.readString(PROJECT.resolve("configs/quickstart.yaml"));
    Files.writeString(
        recipe, text.replace("samples/", "../samples/").replace("device: auto", "device: cpu"));
    run = folder.resolve("one");
    assertThat(run(run, "1")).isZero();
  }

  private static int run(Path output, String parallelism) {
    return Gleaner.run(
        "run", recipe.toString(), "--output", output.toString(), "--parallelism", parallelism);
  }

  private static List<Map<String, Object>> query(String select, Path... folders) throws Exception {
    try (Sql sql = Sql.open(folder.resolve("spill"), 1)) {
      Object[] tables = new Object[folders.length];
      for (int i = 0; i < tables.length; i++) {
        tables[i] = sql.tables(RunDirectory.tables(Location.of(folders[i])));
      }
      return sql.rows(String.format(Locale.ROOT, select, tables));
    }
  }

  private static String digest(Path output) throws Exception {
    try (Sql sql = Sql.open(folder.resolve("spill"), 1)) {
      return ManifestDigest.of(
          sql, RunDirectory.tables(new RunDirectory(Location.of(output)).manifest()));
    }
  }

  @Test
  void run_samples_everyInputIsAnImageOrARejection() throws Exception {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(PROJECT.resolve("samples/pool/crawl"))) {
      walk.filter(Files::isRegularFile).forEach(files::add);
    }
    Set<Object> uris = new HashSet<>();
    query(
            "SELECT uri FROM (SELECT uri, source FROM %s UNION ALL SELECT uri, source FROM %s)"
                + " WHERE source = 'pool' AND uri LIKE 'crawl/%%%%'",
            run.resolve("images"), run.resolve("rejected"))
        .forEach(row -> assertThat(uris.add(row.get("uri"))).as("%s once", row).isTrue());
    assertThat(uris).hasSize(files.size());
    assertThat(query("SELECT reason, count(*) AS n FROM %s GROUP BY 1", run.resolve("rejected")))
        .extracting(row -> row.get("reason") + " " + row.get("n"))
        .containsExactlyInAnyOrder(
            "EMPTY 1",
            "NOT_AN_IMAGE 2",
            "TOO_ELONGATED 1",
            "TOO_MANY_PIXELS 1",
            "TOO_SMALL 1",
            "TRUNCATED 1");
  }

  @Test
  void run_samples_plantedCopiesLeaveAndNoLeakIsInTheManifest() throws Exception {
    Map<String, String> kinds = new HashMap<>();
    for (String line : Files.readAllLines(PROJECT.resolve("samples/truth.csv"))) {
      String[] cells = line.split(",");
      if (cells[0].startsWith("pool/crawl/")) {
        kinds.put(ImageId.of("pool", cells[0].substring("pool/".length())), cells[2]);
      }
    }
    Set<Object> manifest = new HashSet<>();
    query("SELECT id FROM %s", run.resolve("manifest")).forEach(row -> manifest.add(row.get("id")));
    Set<Object> relative = new HashSet<>();
    query("SELECT id FROM %s WHERE kind = 'relative'", run.resolve("duplicates"))
        .forEach(row -> relative.add(row.get("id")));
    long exactLeaks = 0;
    for (Map.Entry<String, String> planted : kinds.entrySet()) {
      if (planted.getValue().equals("leak-exact")) {
        exactLeaks++;
        assertThat(relative).contains(planted.getKey());
        assertThat(manifest).doesNotContain(planted.getKey());
      }
    }
    assertThat(exactLeaks).isPositive();
    assertThat(
            query(
                "SELECT count(*) AS n FROM (SELECT sha256 FROM %s WHERE source = 'pool'"
                    + " GROUP BY 1 HAVING count(*) > 1)",
                run.resolve("manifest")))
        .extracting(row -> row.get("n"))
        .containsExactly(0L);
  }

  @Test
  void run_samples_manifestHoldsWhatEachSetRetrieved() throws Exception {
    assertThat(
            query(
                "SELECT count(*) AS n FROM (SELECT DISTINCT id FROM %s) AS called"
                    + " FULL JOIN %s AS manifest USING (id)"
                    + " WHERE called.id IS NULL OR manifest.id IS NULL",
                run.resolve("retrieved/shoes"), run.resolve("manifest")))
        .extracting(row -> (Long) row.get("n"))
        .allMatch(others -> others > 0); // other sets call for images too
    assertThat(
            query(
                "SELECT count(*) AS n FROM (SELECT id, unnest(retrievals, recursive := true)"
                    + " FROM %s)",
                run.resolve("manifest")))
        .isEqualTo(query("SELECT count(*) AS n FROM %s", run.resolve("retrieved")));
    assertThat(
            query(
                "SELECT query_id, count(*) AS n FROM %s WHERE mode = 'sample' GROUP BY 1",
                run.resolve("retrieved/accessories")))
        .hasSize(36)
        .allMatch(row -> row.get("n").equals(2L)); // refill: each query has its own
  }

  @Test
  void run_samples_setsSayWhatTheyDrewFromTheirClusters() throws Exception {
    Path clusters = run.resolve("clusters");
    Path assignments = clusters.resolve("assignments");
    for (String set : List.of("hats", "accessories")) {
      assertThat(
              query(
                  "SELECT cluster, images, pool_images, drawn FROM %s WHERE set = '"
                      + set
                      + "' ORDER BY 1",
                  clusters.resolve("sets.parquet")))
          .isEqualTo(
              query(
                  "SELECT cluster, images, coalesce(pool, 0) AS pool_images,"
                      + " coalesce(drawn, 0) AS drawn"
                      + " FROM (SELECT cluster, count(*) AS images FROM %s GROUP BY 1)"
                      + " LEFT JOIN (SELECT cluster, count(*) AS pool FROM %s GROUP BY 1)"
                      + " USING (cluster)"
                      + " LEFT JOIN (SELECT cluster, count(*) AS drawn FROM %s GROUP BY 1)"
                      + " USING (cluster) ORDER BY 1",
                  clusters.resolve("curated").resolve(set),
                  assignments,
                  run.resolve("retrieved").resolve(set)));
    }
    assertThat(query("SELECT DISTINCT set FROM %s", clusters.resolve("sets.parquet")))
        .extracting(row -> row.get("set"))
        .containsExactlyInAnyOrder("hats", "accessories"); // those that retrieve by cluster
    assertThat(
            query(
                "SELECT * FROM %s WHERE set = 'hats' AND (images > 1) <> chosen",
                clusters.resolve("sets.parquet")))
        .isEmpty(); // more_than: 1
    for (String set : List.of("hats", "shoes", "dresses", "accessories")) {
      assertThat(
              query(
                  "SELECT id FROM %s EXCEPT SELECT id FROM %s",
                  run.resolve("images/curated").resolve(set),
                  clusters.resolve("curated").resolve(set)))
          .isEmpty();
    }
  }

  @Test
  void run_otherParallelism_givesTheSameManifest() throws Exception {
    Path other = folder.resolve("three");
    assertThat(run(other, "3")).isZero();
    assertThat(digest(other)).isEqualTo(digest(run));
  }

  @Test
  void run_again_doesNothing() throws Exception {
    Path part = run.resolve("marks/embed.json");
    FileTime before = Files.getLastModifiedTime(part);
    FileTime manifest =
        Files.getLastModifiedTime(run.resolve("manifest/part-00000-of-00001.parquet"));
    assertThat(run(run, "2")).isZero();
    assertThat(Files.getLastModifiedTime(part)).isEqualTo(before);
    assertThat(Files.getLastModifiedTime(run.resolve("manifest/part-00000-of-00001.parquet")))
        .isEqualTo(manifest);
  }

  @Test
  void run_killedWhileEmbedding_continuesToTheSameManifest() throws Exception {
    Path output = folder.resolve("killed");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Gleaner.class.getName(),
            "run",
            recipe.toString(),
            "--output",
            output.toString(),
            "--parallelism",
            "1"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(new File(folder.toFile(), "killed.log"))
            .start();
    while (process.isAlive()
        && RunDirectory.tables(Location.of(output.resolve("images"))).isEmpty()) {
      Thread.onSpinWait();
    }
    process.destroyForcibly().waitFor();
    assertThat(output.resolve("marks/embed.json")).doesNotExist();
    List<Location> done = RunDirectory.tables(Location.of(output.resolve("images")));
    assertThat(done).isNotEmpty();
    FileTime before = done.get(0).modified();

    assertThat(run(output, "2")).isZero();
    assertThat(done.get(0).modified()).isEqualTo(before);
    assertThat(digest(output)).isEqualTo(digest(run));
    try (Stream<Path> files = Files.walk(output)) {
      assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
    }
  }

  @Test
  void run_higherThreshold_decidesAgainWithoutANewSearch() throws Exception {
    Path output = folder.resolve("again");
    assertThat(run(output, "2")).isZero();
    FileTime searched = Files.getLastModifiedTime(output.resolve("marks/neighbours.json"));
    Path stricter = folder.resolve("stricter.yaml");
    Files.writeString(
        stricter,
        Files.readString(recipe)
            .replace("threshold: 0.96", "threshold: 0.98")
            .replace("keep: [pixels, bytes, id]", "keep: [bytes, id]"));
    assertThat(Gleaner.run("run", stricter.toString(), "--output", output.toString())).isZero();
    assertThat(Files.getLastModifiedTime(output.resolve("marks/neighbours.json")))
        .isEqualTo(searched);
    String near = "SELECT count(*) AS n FROM %s WHERE kind = 'near'";
    assertThat((Long) query(near, output.resolve("duplicates")).get(0).get("n"))
        .isPositive()
        .isLessThan((Long) query(near, run.resolve("duplicates")).get(0).get("n"));
  }

  @Test
  void run_anotherCuratedSet_searchesTheGraphNotAgain() throws Exception {
    Path output = folder.resolve("more");
    assertThat(run(output, "2")).isZero();
    FileTime searched = Files.getLastModifiedTime(output.resolve("marks/neighbours.json"));
    FileTime clustered = Files.getLastModifiedTime(output.resolve("marks/cluster.json"));
    Path more = folder.resolve("more.yaml");
    Files.writeString(
        more,
        Files.readString(recipe)
            + "\n  - name: frocks\n    images: [../samples/curated/dresses]\n"
            + "    carry: [frock]\n    retrieve: sample\n");
    assertThat(Gleaner.run("run", more.toString(), "--output", output.toString())).isZero();
    assertThat(Files.getLastModifiedTime(output.resolve("marks/neighbours.json")))
        .isEqualTo(searched);
    assertThat(Files.getLastModifiedTime(output.resolve("marks/cluster.json")))
        .isEqualTo(clustered);
    assertThat(query("SELECT count(*) AS n FROM %s", output.resolve("retrieved/frocks")))
        .extracting(row -> row.get("n"))
        .containsExactly(56L);
  }

  @Test
  void stages_alone_onTablesOfAnEarlierRun_doTheSame() throws Exception {
    String pool = run.resolve("images/pool").toString();
    Path dedup = folder.resolve("dedup");
    assertThat(
            Gleaner.run(
                "dedup",
                "--embeddings",
                pool,
                "--threshold",
                "0.96",
                "--floor",
                "0.9",
                "--against",
                run.resolve("images/evaluation").toString(),
                "--against-threshold",
                "0.94",
                "--output",
                dedup.toString()))
        .isZero();
    assertThat(query("SELECT * FROM %s ORDER BY id", dedup.resolve("duplicates")))
        .isEqualTo(query("SELECT * FROM %s ORDER BY id", run.resolve("duplicates")));
    Path cluster = folder.resolve("cluster");
    assertThat(
            Gleaner.run(
                "cluster", "--embeddings", pool, "--clusters", "8", "--output", cluster.toString()))
        .isZero();
    assertThat(query("SELECT count(*) AS n FROM %s", cluster.resolve("clusters/assignments")))
        .extracting(row -> row.get("n"))
        .containsExactly(560L);
    Path retrieve = folder.resolve("retrieve");
    assertThat(
            Gleaner.run(
                "retrieve",
                "--embeddings",
                pool,
                "--queries",
                run.resolve("images/curated/hats").toString(),
                "--mode",
                "cluster",
                "--clusters",
                cluster.resolve("clusters").toString(),
                "--per-cluster",
                "5",
                "--min-similarity",
                "0.75",
                "--output",
                retrieve.toString()))
        .isZero();
    assertThat(
            query(
                "SELECT count(*) AS n, min(similarity) >= 0.75::FLOAT AS near FROM %s",
                retrieve.resolve("retrieved/queries")))
        .allMatch(row -> (Long) row.get("n") > 0 && row.get("near").equals(true));
    assertThat(
            query(
                "SELECT sum(images)::BIGINT AS n FROM %s",
                retrieve.resolve("clusters/sets.parquet")))
        .extracting(row -> row.get("n"))
        .containsExactly(18L);
    assertThat(cluster.resolve("clusters/sets.parquet")).doesNotExist(); // it is another run's
    assertThat(
            query(
                "SELECT max(n) AS most FROM (SELECT cluster, count(*) AS n FROM %s GROUP BY 1)",
                retrieve.resolve("retrieved/queries")))
        .extracting(row -> row.get("most"))
        .containsExactly(5L);
  }

  @Test
  void run_unusableArguments_exitWithTwoAndWriteNothing() throws Exception {
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(wrong, Files.readString(recipe).replace("neighbours: 64", "neighbour: 64"));
    Path output = folder.resolve("nothing");
    assertThat(Gleaner.run("run", wrong.toString(), "--output", output.toString())).isEqualTo(2);
    assertThat(Gleaner.run("run", recipe.toString(), "--until", "embde")).isEqualTo(2);
    assertThat(Gleaner.run("run", "missing.yaml")).isEqualTo(2);
    assertThat(
            Gleaner.run(
                "dedup",
                "--embeddings",
                run.resolve("images/pool").toString(),
                "--threshold",
                "2",
                "--output",
                output.toString()))
        .isEqualTo(2);
    assertThat(
            Gleaner.run(
                "retrieve",
                "--embeddings",
                run.resolve("images/pool").toString(),
                "--queries",
                run.resolve("images/curated/hats").toString(),
                "--mode",
                "sample",
                "--min-similarity",
                "2",
                "--output",
                output.toString()))
        .isEqualTo(2);
    Files.writeString(
        wrong, Files.readString(recipe).replace("../samples/evaluation", "../samples/nowhere"));
    assertThat(Gleaner.run("run", wrong.toString(), "--output", output.toString())).isEqualTo(2);
    assertThat(output).doesNotExist();
  }

  /** Returns what the marks of a run say, by stage. */
  private static Map<String, String> marks(Path output) throws IOException {
    Map<String, String> marks = new HashMap<>();
    for (String stage :
        List.of("embed", "hash", "neighbours", "deduplicate", "cluster", "retrieve", "manifest")) {
      marks.put(stage, Files.readString(output.resolve("marks").resolve(stage + ".json")));
    }
    return marks;
  }

  /** Runs the recipe with decisions and returns the names of the stages that were done again. */
  private static Set<String> review(Path output, String decisions) throws IOException {
    Path file = Files.writeString(folder.resolve("review.csv"), decisions);
    Path reviewed = folder.resolve("reviewed.yaml");
    Files.writeString(
        reviewed, Files.readString(recipe) + "\ndecisions: [\"" + file.toAbsolutePath() + "\"]\n");
    Map<String, String> before = marks(output);
    assertThat(Gleaner.run("run", reviewed.toString(), "--output", output.toString())).isZero();
    Map<String, String> after = marks(output);
    after.entrySet().removeAll(before.entrySet());
    return after.keySet();
  }

  @Test
  void run_decisions_areObeyedByTheStagesThatTheyConcern() throws Exception {
    Path output = folder.resolve("reviewed");
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, output.resolve(run.relativize(file).toString()));
      }
    }
    String header = "decision,id,other,cluster,uri,sha256,note\n";
    assertThat(review(output, header)).isEmpty();
    Map<String, Object> drawn =
        query(
                "SELECT id, cluster FROM %s WHERE mode = 'cluster' ORDER BY id",
                run.resolve("retrieved"))
            .get(0);
    String wrong =
        header + "wrong_cluster," + drawn.get("id") + ",," + drawn.get("cluster") + ",,,\n";
    assertThat(review(output, wrong)).containsExactlyInAnyOrder("retrieve", "manifest");
    assertThat(
            query(
                "SELECT id FROM %s WHERE mode = 'cluster' AND id = '" + drawn.get("id") + "'",
                output.resolve("retrieved")))
        .isEmpty();
    assertThat(outcomes(output)).containsExactly("wrong_cluster obeyed null");

    Map<String, Object> near =
        query(
                "SELECT id, kept_id FROM %s WHERE kind = 'near' AND component_size = 2 ORDER BY id",
                run.resolve("duplicates"))
            .get(0);
    List<Map<String, Object>> large =
        query(
            "SELECT kept_id, min(id) AS id, count(*) AS n FROM %s WHERE kind = 'perceptual'"
                + " GROUP BY 1 ORDER BY n DESC, 1 LIMIT 2",
            run.resolve("duplicates"));
    Object curated =
        query("SELECT id FROM %s ORDER BY id", run.resolve("images/curated")).get(0).get("id");
    assertThat(
            review(
                output,
                header
                    + String.format(
                        Locale.ROOT, "keep_both,%s,%s,,,,%n", near.get("id"), near.get("kept_id"))
                    + String.format(Locale.ROOT, "remove,%s,,,,,%n", large.get(0).get("kept_id"))
                    + String.format(Locale.ROOT, "never,%s,,,,,%n", large.get(1).get("id"))
                    + String.format(Locale.ROOT, "remove,%s,,,,,%n", curated)
                    + "remove,nothing,,,,,\n"))
        .containsExactlyInAnyOrder("deduplicate", "cluster", "retrieve", "manifest");
    assertThat(outcomes(output))
        .containsExactly(
            "keep_both obeyed null",
            "remove obeyed null",
            "never obeyed null",
            "remove obeyed null",
            "remove no_longer_applies the image is not in the run");
    Map<Object, Object> left = new HashMap<>();
    query("SELECT id, kept_id FROM %s", output.resolve("duplicates"))
        .forEach(row -> left.put(row.get("id"), row.get("kept_id")));
    assertThat(left)
        .doesNotContainKeys(near.get("id"), near.get("kept_id"))
        .containsEntry(large.get(0).get("kept_id"), large.get(0).get("kept_id"))
        .containsKeys(large.get(1).get("id"), large.get(1).get("kept_id"));
    Set<Object> others = new HashSet<>();
    query(
            "SELECT id FROM %s WHERE kept_id = '" + large.get(0).get("kept_id") + "'",
            run.resolve("duplicates"))
        .forEach(row -> others.add(row.get("id")));
    assertThat(others.stream().filter(id -> !left.containsKey(id)))
        .as("a new one stands")
        .hasSize(1);
    assertThat(
            query(
                "SELECT id FROM (SELECT id FROM %s UNION ALL SELECT query_id FROM %<s) WHERE id IN"
                    + " ('"
                    + curated
                    + "', '"
                    + large.get(1).get("kept_id")
                    + "')",
                output.resolve("retrieved")))
        .isEmpty();
  }

  private static List<String> outcomes(Path output) throws Exception {
    return query(
            "SELECT decision || ' ' || status || ' ' || coalesce(reason, 'null') AS outcome FROM %s"
                + " WHERE decision IS NOT NULL ORDER BY line",
            output.resolve("statistics/decisions.parquet"))
        .stream()
        .map(row -> row.get("outcome").toString())
        .toList();
  }
}
