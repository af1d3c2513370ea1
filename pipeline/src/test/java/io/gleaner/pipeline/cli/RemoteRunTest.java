package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.report.ManifestDigest;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.MemoryFileSystem;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part of the samples, with inputs, encoder and run on another filesystem than the local one. */
class RemoteRunTest {
  private static final Path SAMPLES = Path.of("../samples");
  private static final Location REMOTE = Location.of("memory://gleaner/data");

  @TempDir static Path folder;

  /** How often each key was opened until the manifest was there. */
  private static Map<String, Integer> opened;

  @BeforeAll
  static void curateLocallyAndRemotely() throws IOException {
    for (String part : List.of("curated", "evaluation", "encoder", "pool/crawl")) {
      Path from = SAMPLES.resolve(part);
      try (Stream<Path> walk = Files.walk(from)) {
        List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
        int step = part.equals("pool/crawl") ? 4 : 1;
        for (int i = 0; i < files.size(); i += step) {
          copy(files.get(i), folder.resolve(part).resolve(from.relativize(files.get(i))));
        }
      }
    }
    copy(SAMPLES.resolve("pool/shards/00000.tar"), folder.resolve("pool/shards/00000.tar"));
    MemoryFileSystem.putAll(folder, REMOTE.toString());
    assertThat(run(Location.of(folder))).isZero();
    assertThat(run(REMOTE, "--until", "manifest")).isZero();
    opened = MemoryFileSystem.opened(REMOTE.toString());
    assertThat(run(REMOTE)).isZero();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to);
  }

  private static int run(Location data, String... more) throws IOException {
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        Files.readString(Path.of("../configs/quickstart.yaml"))
            .replace("samples/", data + "/")
            .replace("device: auto", "device: cpu\n  linear: mkl"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                recipe.toString(),
                "--output",
                data.resolve("run").toString(),
                "--parallelism",
                data.isLocal() ? "1" : "3"));
    arguments.addAll(List.of(more));
    return Gleaner.run(arguments.toArray(String[]::new));
  }

  private static String digest(Location data) throws Exception {
    try (Sql sql = Sql.open(folder.resolve("spill"), 1)) {
      List<Location> manifest =
          RunDirectory.tables(new RunDirectory(data.resolve("run")).manifest());
      assertThat(sql.rows("SELECT count(*) AS n FROM " + sql.tables(manifest)))
          .allMatch(row -> (Long) row.get("n") > 100);
      return ManifestDigest.of(sql, manifest);
    }
  }

  @Test
  void run_remote_givesTheLocalManifest() throws Exception {
    assertThat(digest(REMOTE)).isEqualTo(digest(Location.of(folder)));
  }

  @Test
  void run_remote_leavesTheFilesOfALocalRunAndNoOthers() throws IOException {
    try (Stream<Path> walk = Files.walk(folder.resolve("run"))) {
      List<String> local =
          walk.filter(Files::isRegularFile)
              .map(file -> generic(folder.resolve("run").relativize(file).toString()))
              .filter(name -> !name.equals(".lock"))
              .distinct()
              .sorted()
              .toList();
      assertThat(
              MemoryFileSystem.keys(REMOTE + "/run/").stream()
                  .map(key -> generic(key.substring((REMOTE + "/run/").length())))
                  .distinct()
                  .sorted())
          .isEqualTo(local);
    }
    assertThat(Path.of("memory:")).doesNotExist();
  }

  /** The rows of one bundle make a file, whose name is that of one of them. */
  private static String generic(String name) {
    return name.replaceAll("part-[0-9a-f-]{36}", "part-UUID");
  }

  @Test
  void run_remoteToTheManifest_readsEachInputOnce() {
    assertThat(openedOf("/pool")).hasSizeGreaterThan(90).containsOnly(1);
    assertThat(openedOf("/encoder")).isNotEmpty().containsOnly(1);
  }

  @Test
  void report_remote_readsWhatItShowsOnceMore() {
    MemoryFileSystem.opened(REMOTE + "/pool")
        .forEach((key, times) -> assertThat(times - opened.get(key)).as(key).isBetween(0, 1));
  }

  private static List<Integer> openedOf(String folder) {
    return opened.entrySet().stream()
        .filter(each -> each.getKey().startsWith(REMOTE + folder))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Test
  void run_remoteAgain_doesNothing() throws IOException {
    Location manifest = REMOTE.resolve("run/manifest/part-00000-of-00001.parquet");
    FileTime before = manifest.modified();
    Location mark = REMOTE.resolve("run/marks/embed.json");
    FileTime marked = mark.modified();
    assertThat(run(REMOTE)).isZero();
    assertThat(manifest.modified()).isEqualTo(before);
    assertThat(mark.modified()).isEqualTo(marked);
  }

  @Test
  void stages_aloneAndStats_takeRemoteTables() {
    String pool = REMOTE + "/run/images/pool";
    assertThat(
            Gleaner.run(
                "cluster", "--embeddings", pool, "--clusters", "4", "--output", REMOTE + "/c"))
        .isZero();
    assertThat(
            Gleaner.run(
                "retrieve",
                "--embeddings",
                pool,
                "--queries",
                REMOTE + "/run/images/curated/hats",
                "--mode",
                "cluster",
                "--clusters",
                REMOTE + "/c/clusters",
                "--output",
                folder.resolve("retrieve").toString()))
        .isZero();
    assertThat(RunDirectory.tables(Location.of(folder.resolve("retrieve/retrieved/queries"))))
        .hasSize(1);
    assertThat(Gleaner.run("stats", REMOTE + "/run", "--digest")).isZero();
    assertThat(Gleaner.run("stats", REMOTE + "/nowhere")).isEqualTo(2);
    assertThat(Gleaner.run("stats", "nowhere://a/b")).isEqualTo(2);
  }
}
