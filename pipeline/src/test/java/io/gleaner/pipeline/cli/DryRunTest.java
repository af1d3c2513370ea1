package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.config.RecipeReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dry run says a run would do, beside what the run then does; and what run.json keeps. */
class DryRunTest {
  private static final Path SAMPLES = Path.of("../samples").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> STAGES =
      List.of(
          "embed",
          "hash",
          "neighbours",
          "deduplicate",
          "cluster",
          "retrieve",
          "manifest",
          "report");

  @TempDir static Path folder;
  private static Path pool;
  private static Path recipe;
  private static Path run;

  @BeforeAll
  static void curate() throws IOException {
    pool = Files.createDirectories(folder.resolve("pool"));
    Files.copy(SAMPLES.resolve("pool/shards/00000.tar"), pool.resolve("00000.tar"));
    recipe = folder.resolve("small.yaml");
    Files.writeString(
        recipe,
        """
        name: small
        pool: { images: [./pool] }
        encoder: { model: SAMPLES/encoder, device: cpu }
        dedup: { threshold: 0.96, floor: 0.9 }
        cluster: { clusters: 3 }
        curated:
          - { name: shoes, images: [SAMPLES/curated/shoes], retrieve: sample, per_query: 2 }
          - { name: hats, images: [SAMPLES/curated/hats], retrieve: cluster, more_than: 1 }
        """
            .replace("SAMPLES", SAMPLES.toString()));
    run = folder.resolve("run");
    String before = output("run", recipe.toString(), "--output", run.toString(), "--dry-run");
    assertThat(run).doesNotExist();
    assertThat(before).contains("#   embed           not made yet", "#   manifest        not made");
    assertThat(Gleaner.run("run", recipe.toString(), "--output", run.toString())).isZero();
  }

  private static String output(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      assertThat(Gleaner.run(arguments)).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonNode plan(Path output, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", recipe.toString()));
    arguments.addAll(List.of("--output", output.toString(), "--dry-run", "--json"));
    arguments.addAll(Arrays.asList(more));
    return JSON.readTree(output(arguments.toArray(String[]::new)));
  }

  /** Returns the state of each stage, with the reasons behind it. */
  private static Map<String, String> states(JsonNode plan) {
    Map<String, String> states = new LinkedHashMap<>();
    for (JsonNode stage : plan.get("stages")) {
      List<String> reasons = new ArrayList<>();
      stage.get("reasons").forEach(reason -> reasons.add(reason.asText()));
      states.put(
          stage.get("stage").asText(),
          stage.get("state").asText() + " " + String.join("; ", reasons));
    }
    return states;
  }

  private static Path copy(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(run.relativize(file).toString()));
      }
    }
    return copy;
  }

  private static Map<Path, String> contents(Path directory) throws IOException {
    Map<Path, String> contents = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted().toList()) {
        contents.put(file, Files.getLastModifiedTime(file) + " " + Files.size(file));
      }
    }
    return contents;
  }

  @Test
  void dryRun_completeRun_printsARecipeThatIsCompleteAndChangesNothing() throws Exception {
    Map<Path, String> before = contents(run);
    String text = output("run", recipe.toString(), "--output", run.toString(), "--dry-run");
    assertThat(contents(run)).isEqualTo(before);
    Path printed = folder.resolve("printed.yaml");
    Files.writeString(printed, text);
    assertThat(RecipeReader.read(printed))
        .isEqualTo(RecipeReader.read(recipe).withOutput(run.toString()));
    for (String stage : STAGES) {
      assertThat(text).containsPattern("\n#   " + stage + " +complete, took [0-9.]+ s\n");
    }
    assertThat(text).contains("#   pool                 1 shard in 1 unit: " + pool);
  }

  @Test
  void runJson_recipe_isReadToTheSameAndEveryStageIsComplete() throws Exception {
    JsonNode json = JSON.readTree(run.resolve("run.json").toFile());
    Path stored = folder.resolve("stored.yaml");
    Files.writeString(stored, json.get("recipe").asText());
    assertThat(RecipeReader.read(stored))
        .isEqualTo(RecipeReader.read(recipe).withOutput(run.toString()));
    JsonNode plan = JSON.readTree(output("run", stored.toString(), "--dry-run", "--json"));
    assertThat(states(plan).values()).hasSize(STAGES.size()).containsOnly("COMPLETE ");
    assertThat(plan.get("stages").get(0).get("work").get("units").asInt()).isZero();
    assertThat(json.get("encoders").get(0).get("digest").asText()).hasSize(32);
    assertThat(json.get("encoders").get(0).get("dimension").asInt()).isEqualTo(192);
    assertThat(json.get("encoders").get(0).get("role").asText()).isEqualTo("semantic");
    assertThat(json.get("machine").get("linear").asText()).isEqualTo("onednn");
    assertThat(json.get("base").asText()).isEqualTo(Path.of("").toAbsolutePath().toString());
    assertThat(json.get("gleaner").fieldNames())
        .toIterable()
        .containsExactly("version", "commit", "format");
  }

  @Test
  void run_whereAllIsComplete_keepsWhoDidTheWorkAndWhen() throws Exception {
    Path again = copy("again");
    JsonNode before = JSON.readTree(again.resolve("run.json").toFile());
    assertThat(Gleaner.run("run", recipe.toString(), "--output", again.toString())).isZero();
    JsonNode after = JSON.readTree(again.resolve("run.json").toFile());
    assertThat(after.get("started")).isEqualTo(before.get("started"));
    assertThat(after.get("ended")).isEqualTo(before.get("ended"));
    assertThat(after.get("stages")).isEqualTo(before.get("stages"));
    assertThat(after.get("recipe").asText()).contains("output: " + again);
  }

  @Test
  void dryRun_otherKeys_areTheReasonOfTheFirstStageThatTheyDecideAndTheRunAgrees()
      throws Exception {
    Path changed = copy("changed");
    Map<String, String> states =
        states(
            plan(
                changed,
                "--set",
                "dedup.threshold=0.99",
                "--set",
                "curated.shoes.per_query=3",
                "--set",
                "encoder.batch=9"));
    assertThat(states)
        .containsExactly(
            Map.entry("embed", "COMPLETE "),
            Map.entry("hash", "COMPLETE "),
            Map.entry("neighbours", "COMPLETE "),
            Map.entry("deduplicate", "AGAIN dedup.threshold is 0.99, was 0.96"),
            Map.entry("cluster", "AGAIN it follows from deduplicate"),
            Map.entry(
                "retrieve", "AGAIN curated.shoes.per_query is 3, was 2; it follows from cluster"),
            Map.entry("manifest", "AGAIN it follows from retrieve"),
            Map.entry("report", "AGAIN it follows from manifest"));
    String[] lines =
        output(
                "run",
                recipe.toString(),
                "--output",
                changed.toString(),
                "--set",
                "dedup.threshold=0.99",
                "--set",
                "curated.shoes.per_query=3",
                "--json")
            .split("\n");
    JsonNode summary = JSON.readTree(lines[lines.length - 1]);
    assertThat(summary.get("stages").asInt()).isEqualTo(8);
    assertThat(summary.get("skipped").asInt()).isEqualTo(3);
  }

  @Test
  void dryRun_keysOfEmbedding_wouldEmbedAllAgain() throws Exception {
    JsonNode plan = plan(run, "--set", "limits.smallest_side=9");
    assertThat(states(plan).get("embed")).isEqualTo("AGAIN limits.smallest_side is 9, was 8");
    assertThat(states(plan).get("hash")).isEqualTo("AGAIN it follows from embed");
    JsonNode work = plan.get("stages").get(0).get("work");
    assertThat(work.get("units")).isEqualTo(work.get("ofUnits"));
    JsonNode counts =
        JSON.readTree(run.resolve("run.json").toFile()).get("stages").get(0).get("counts");
    assertThat(work.get("images").asLong())
        .isEqualTo(counts.get("images").asLong() + counts.get("rejected").asLong());
    assertThat(states(plan(run, "--set", "encoder.normalize=true")).get("embed"))
        .isEqualTo("AGAIN encoder.normalize is true, was false");
  }

  @Test
  void dryRun_setMoreAndBlockLess_areNewAndGone() throws Exception {
    Map<String, String> states =
        states(
            plan(
                run,
                "--set",
                "curated=[{name: shoes, images: ["
                    + SAMPLES.resolve("curated/shoes")
                    + "], retrieve: sample, per_query: 2}]",
                "--set",
                "cluster=null"));
    assertThat(states.get("embed")).contains("curated.hats is gone");
    assertThat(states.get("hash")).isEqualTo("COMPLETE ");
    assertThat(states.get("retrieve")).contains("cluster is gone").startsWith("AGAIN");
    assertThat(states).doesNotContainKey("cluster");
  }

  @Test
  void dryRun_grownPool_tellsTheSourceAndTheNewUnits() throws Exception {
    Path added = pool.resolve("00001.tar");
    Files.copy(SAMPLES.resolve("pool/shards/00001.tar"), added);
    try {
      JsonNode plan = plan(run);
      assertThat(states(plan).get("embed")).isEqualTo("AGAIN source pool: of 2 units 1 new");
      JsonNode work = plan.get("stages").get(0).get("work");
      assertThat(work.get("units").asInt()).isEqualTo(1);
      assertThat(work.get("uncounted").asInt()).isEqualTo(1);
    } finally {
      Files.delete(added);
    }
  }

  @Test
  void dryRun_lostTable_namesIt() throws Exception {
    Path lost = copy("lost");
    Files.delete(lost.resolve("clusters/centroids.parquet"));
    Map<String, String> states = states(plan(lost));
    assertThat(states.get("cluster"))
        .isEqualTo("AGAIN " + lost.resolve("clusters/centroids.parquet") + " is gone");
    assertThat(states.get("retrieve")).isEqualTo("COMPLETE ");
  }

  @Test
  void dryRun_fromAndUntil_saySo() throws Exception {
    Map<String, String> states = states(plan(run, "--from", "cluster", "--until", "retrieve"));
    assertThat(states.get("deduplicate")).isEqualTo("COMPLETE ");
    assertThat(states.get("cluster")).startsWith("AGAIN it is asked for");
    assertThat(states.get("manifest")).isEqualTo("NOT_ASKED --until retrieve");
  }

  @Test
  void dryRun_withoutTheStoredRecipe_saysThatItIsGone() throws Exception {
    Path bare = copy("bare");
    Files.delete(bare.resolve("run.json"));
    assertThat(states(plan(bare, "--set", "dedup.threshold=0.98")).get("deduplicate"))
        .startsWith("AGAIN run.json, which holds the recipe that made it, is gone");
  }

  @Test
  void dryRun_runOfAnotherFormat_saysThatTheRunWouldNotBegin() throws Exception {
    Path old = copy("old");
    try (Stream<Path> files = Files.walk(old)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".parquet") && !file.endsWith("run.json")) {
          String text = Files.readString(file);
          Files.writeString(
              file, text.replaceFirst("\"format\" : \"[0-9]+\"", "\"format\" : \"0\""));
        }
      }
    }
    JsonNode plan = plan(old);
    assertThat(plan.get("note").asText()).contains("is of format 0", "--force");
    assertThat(states(plan).get("hash")).startsWith("NOT_MADE");
    assertThat(plan(old, "--force").get("note").isNull()).isTrue();
  }
}
