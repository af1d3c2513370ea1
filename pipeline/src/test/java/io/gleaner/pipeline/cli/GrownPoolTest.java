package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool that gains a shard: what is new is embedded, and the manifest is that of a new run. */
class GrownPoolTest {
  private static final Path SAMPLES = Path.of("../samples");

  @TempDir Path folder;

  @Test
  void run_poolGainsAShard_embedsItAloneAndGivesTheManifestOfANewRun() throws Exception {
    Path pool = Files.createDirectories(folder.resolve("pool"));
    Files.copy(SAMPLES.resolve("pool/shards/00000.tar"), pool.resolve("00000.tar"));
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(
        recipe,
        Files.readString(Path.of("../configs/quickstart.yaml"))
            .replace("[samples/pool/crawl, \"samples/pool/shards/*.tar\"]", "[" + pool + "]")
            .replace("samples/", "../samples/")
            .replace("device: auto", "device: cpu\n  linear: mkl"));

    Path grown = folder.resolve("grown");
    assertThat(Gleaner.run("run", recipe.toString(), "--output", grown.toString())).isZero();
    String small = digest(grown);
    JsonNode first = counts(grown);
    Map<Path, FileTime> tables = tables(grown.resolve("images"));
    assertThat(tables).hasSize(first.get("units").asInt());

    Files.copy(SAMPLES.resolve("pool/shards/00001.tar"), pool.resolve("00001.tar"));
    assertThat(Gleaner.run("run", recipe.toString(), "--output", grown.toString())).isZero();
    JsonNode second = counts(grown);
    assertThat(second.get("units").asInt()).isEqualTo(first.get("units").asInt() + 1);
    assertThat(second.get("units_done_before").asInt()).isEqualTo(first.get("units").asInt());
    assertThat(tables(grown.resolve("images"))).containsAllEntriesOf(tables);

    Path whole = folder.resolve("whole");
    assertThat(Gleaner.run("run", recipe.toString(), "--output", whole.toString())).isZero();
    assertThat(digest(grown)).isEqualTo(digest(whole)).isNotEqualTo(small);
  }

  private static JsonNode counts(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("marks/embed.json").toFile()).get("counts");
  }

  private static Map<Path, FileTime> tables(Path images) throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(images)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  private static String digest(Path run) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      assertThat(Gleaner.run("stats", run.toString(), "--digest")).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }
}
