package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.report.ManifestDigest;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some of the samples on every runner: this JVM, Flink within it, Flink as processes of their own.
 */
class RunnersTest {
  private static final Path CLUSTER =
      Path.of("src/main/flink/bin/gleaner-cluster").toAbsolutePath();

  @TempDir static Path folder;
  private static Path recipe;

  @BeforeAll
  static void curateDirectly() throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(RunnersTest::stopWhatIsLeft));
    String text = Files.readString(Path.of("../configs/quickstart.yaml"));
    recipe = folder.resolve("samples.yaml");
    Files.writeString(
        recipe,
        text.replace("samples/pool/crawl", "samples/pool/crawl/a")
            .replace("samples/", "../samples/")
            .replace("device: auto", "device: cpu\n  linear: mkl"));
    assertThat(run("direct", "--parallelism", "2")).isZero();
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster("stop");
  }

  /** Where the tests themselves are ended, nothing after them is called. */
  private static void stopWhatIsLeft() {
    try {
      if (Files.exists(folder.resolve("cluster/pid"))) {
        cluster("stop");
      }
    } catch (Exception e) {
      System.err.println("the tests' cluster still runs: " + e);
    }
  }

  private static int run(String output, String... options) {
    return Gleaner.run(
        Stream.concat(
                Stream.of("run", recipe.toString(), "--output", folder.resolve(output).toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private static String digest(String output) throws Exception {
    RunDirectory run = new RunDirectory(Location.of(folder.resolve(output)));
    try (Sql sql = Sql.open(folder.resolve("spill"), 1)) {
      return ManifestDigest.of(sql, RunDirectory.tables(run.manifest()));
    }
  }

  /** Calls the project's script with this JVM's class path; returns what it prints. */
  private static String cluster(String command, String... arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of("bash", CLUSTER.toString(), command));
    words.add(folder.resolve("cluster").toString());
    words.addAll(List.of(arguments));
    Path answer = folder.resolve("answer");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectOutput(answer.toFile())
            .redirectError(folder.resolve("errors").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "CLASS_PATH",
                System.getProperty("java.class.path"),
                "JAVA_HOME",
                System.getProperty("java.home"),
                "HEAP_MB",
                "512",
                // Short lives: the second compiler costs more than it gives.
                "JVM_OPTIONS",
                "-XX:TieredStopAtLevel=1"));
    Process process = builder.start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0)
        .as("%s: %s", words, Files.readString(folder.resolve("errors")))
        .isTrue();
    return Files.readString(answer).strip();
  }

  @Test
  void run_flinkWithinThisJvm_givesTheSameManifest() throws Exception {
    assertThat(run("embedded", "--runner", "flink", "--parallelism", "2")).isZero();
    assertThat(digest("embedded")).isEqualTo(digest("direct"));
  }

  @Test
  void run_flinkClusterOfTwoTaskManagers_givesTheSameManifest() throws Exception {
    String master = cluster("start", "2");
    assertThat(cluster("status")).contains("\"taskmanagers\":2,\"slots-total\":4");
    assertThat(run("cluster", "--runner", "flink", "--flinkMaster", master)).isZero();
    assertThat(digest("cluster")).isEqualTo(digest("direct"));
    assertThat(run("wide", "--runner", "flink", "--flink-master", master, "--parallelism", "5"))
        .isEqualTo(2); // four slots
    assertThat(folder.resolve("wide")).doesNotExist();
  }

  @Test
  void run_unusableRunner_exitsWithTwoAndWritesNothing() {
    for (List<String> options :
        List.of(
            List.of("--flink-master", "127.0.0.1:9"), // without --runner flink
            List.of("--runner", "flink", "--flink-master", "127.0.0.1:9"), // nobody is there
            List.of("--runner", "flink", "--flink-master", "somewhere"),
            List.of("--runner", "spark"),
            List.of("--beam", "objectReuze=true"),
            List.of("--beam", "objectReuse=perhaps"),
            List.of("--beam", "objectReuse"),
            List.of("--beam", "parallelism=2"))) {
      assertThat(run("nothing", options.toArray(String[]::new))).as("%s", options).isEqualTo(2);
    }
    assertThat(folder.resolve("nothing")).doesNotExist();
  }
}
