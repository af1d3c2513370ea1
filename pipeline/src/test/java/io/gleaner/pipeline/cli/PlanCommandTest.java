package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.storage.MemoryFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static Captured plan(String... arguments) {
    List<String> all = new ArrayList<>(List.of("plan"));
    all.addAll(List.of(arguments));
    return Captured.run(all.toArray(String[]::new));
  }

  /** A plan whose throughput is given, which takes a few seconds. */
  private static JsonNode planned(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--throughput", "50", "--json"));
    Captured captured = plan(all.toArray(String[]::new));
    assertThat(captured.exit()).as(captured.error()).isZero();
    return JSON.readTree(captured.out());
  }

  private static JsonNode stage(JsonNode plan, String name) {
    for (JsonNode stage : plan.path("stages")) {
      if (stage.path("stage").asText().equals(name)) {
        return stage;
      }
    }
    throw new AssertionError("no stage " + name + " in " + plan);
  }

  private Path quickstart(String from, String to) throws IOException {
    String text = Files.readString(SharedQuickstart.recipe());
    assertThat(text).contains(from);
    return Files.writeString(folder.resolve("recipe.yaml"), text.replace(from, to));
  }

  @Test
  void plan_withoutConfigOrRun_isRefused() {
    Captured captured = plan();
    assertThat(captured.exit()).isEqualTo(2);
    assertThat(captured.error())
        .isEqualTo("a recipe or --against RUN is needed: gleaner plan CONFIG\n");
  }

  @ParameterizedTest
  @CsvSource({
    "--workers, 0, '--workers is 0, must be at least 1'",
    "--images, -5, '--images is -5, must be at least 1'",
    "--throughput, 0, '--throughput is 0.0, must be above 0'",
    "--throughput, NaN, '--throughput is NaN, must be above 0'",
    "--removed, 1.5, '--removed is 1.5, must be 0 to 1'",
    "--rejected, -1, '--rejected is -1.0, must be 0 to 1'",
    "--matched, 7, '--matched is 7.0, must be 0 to 1'",
    "--workers, many, 'Invalid value for option ''--workers'''",
    "--colour, red, 'Unknown option'"
  })
  void plan_wrongValue_isRefusedAndNamed(String option, String value, String message)
      throws IOException {
    Captured captured = plan("../configs/quickstart.yaml", option, value);
    assertThat(captured.exit()).isEqualTo(2);
    assertThat(captured.error()).contains(message).doesNotContain("Exception");
  }

  @Test
  void plan_severalWrongValues_areToldAtOnce() {
    Captured captured = plan("a.yaml", "--workers", "0", "--removed", "2", "--against", "run");
    assertThat(captured.exit()).isEqualTo(2);
    assertThat(captured.error().lines()).hasSize(3);
  }

  @Test
  void plan_configThatIsNotThere_isNamed() {
    Captured captured = plan("nowhere.yaml");
    assertThat(captured.exit()).isEqualTo(2);
    assertThat(captured.error()).contains("nowhere.yaml: does not exist");
  }

  @Test
  void plan_againstWhatIsNoRun_isNamed() {
    Captured captured = plan("--against", folder.toString());
    assertThat(captured.exit()).isEqualTo(2);
    assertThat(captured.error()).contains("does not say how the run was made");
  }

  @Test
  void plan_likeThePaper_printsTheTableAndItsTotal() throws IOException {
    Captured captured = plan("../configs/lvd142m.yaml", "--like-the-paper");
    assertThat(captured.exit()).isZero();
    assertThat(captured.out().lines().skip(3)).hasSize(27 + 1);
    assertThat(captured.out())
        .endsWith("total 142,109,386\n")
        .containsPattern("ImageNet-22k +14,197,086 +as is +14,197,086\n")
        .containsPattern("Met / train +397,121 +cluster +62,860,000 +1,000,000\n");
    Captured json = plan("../configs/lvd142m.yaml", "--like-the-paper", "--json");
    JsonNode parsed = JSON.readTree(json.out());
    assertThat(parsed.path("total").asLong()).isEqualTo(142_109_386);
    assertThat(parsed.path("rows")).hasSize(27);
    assertThat(parsed.path("rows").get(0).path("retrieved").isNull()).isTrue();
    assertThat(parsed.path("rows").get(1).path("final").asLong()).isEqualTo(56_788_344);
  }

  @Test
  void plan_likeThePaperWithOtherSets_namesThem() {
    Captured captured = plan("../configs/quickstart.yaml", "--like-the-paper");
    assertThat(captured.exit()).isEqualTo(2);
    assertThat(captured.error()).contains("shoes, hats, dresses, accessories");
  }

  @Test
  void plan_quickstart_countsAndForecastsEveryStageAndWritesNothing() throws IOException {
    Path output = folder.resolve("run");
    JsonNode plan =
        planned(
            SharedQuickstart.recipe().toString(), "--set", "output=" + output, "--workers", "2");
    assertThat(output).doesNotExist();
    List<String> names = new ArrayList<>();
    plan.path("stages").forEach(stage -> names.add(stage.path("stage").asText()));
    assertThat(names)
        .containsExactly(
            "embed",
            "hash",
            "neighbours",
            "deduplicate",
            "cluster",
            "retrieve",
            "manifest",
            "report");
    assertThat(plan.path("misfits")).isEmpty();
    assertThat(plan.path("workers").asInt()).isEqualTo(2);
    JsonNode pool = plan.path("sources").get(0);
    assertThat(pool.path("source").asText()).isEqualTo("pool");
    assertThat(pool.path("inputs").path("value").asDouble()).isEqualTo(567);
    assertThat(pool.path("inputs").path("exact").asBoolean()).isTrue();
    assertThat(pool.path("looked_into").asInt()).isEqualTo(2);
    JsonNode embed = stage(plan, "embed");
    assertThat(embed.path("in").asLong()).isEqualTo(683);
    assertThat(embed.path("seconds").asDouble()).isGreaterThan(683 / 50.0 / 2);
    assertThat(embed.path("core_hours").asDouble()).isGreaterThan(683 / 50.0 / 3600);
    double seconds = plan.path("start_seconds").asDouble();
    for (JsonNode stage : plan.path("stages")) {
      seconds += stage.path("seconds").asDouble();
    }
    assertThat(plan.path("seconds").asDouble()).isEqualTo(seconds, within(1e-6));
    assertThat(plan.path("rates").path("image_seconds").asDouble()).isEqualTo(0.02);
    assertThat(plan.path("machine").path("disk_bytes").asLong()).isPositive();
    assertThat(plan.path("recipe").asText()).startsWith("name: quickstart\n");
  }

  @Test
  void plan_imagesGiven_needsNoPool() throws IOException {
    Path recipe =
        quickstart("[../samples/pool/crawl, \"../samples/pool/shards/*.tar\"]", "[nowhere]");
    Captured refused = plan(recipe.toString(), "--throughput", "50");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.error()).contains("nowhere");
    JsonNode plan = planned(recipe.toString(), "--images", "10000000", "--removed", "0.43");
    assertThat(stage(plan, "hash").path("in").asLong()).isEqualTo(10_000_000);
    assertThat(stage(plan, "cluster").path("in").asLong()).isEqualTo(5_700_000);
    assertThat(stage(plan, "embed").path("core_hours").asDouble()).isGreaterThan(1e7 / 50 / 3600);
  }

  @Test
  void plan_whatWillNotFit_isSaidFirst() throws IOException {
    Captured captured =
        plan(
            SharedQuickstart.recipe().toString(),
            "--throughput",
            "50",
            "--images",
            "50000000",
            "--set",
            "dedup.cells=1");
    assertThat(captured.exit()).isZero();
    assertThat(captured.out().lines().toList().subList(0, 2))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("quickstart will not fit:"),
            second -> assertThat(second).contains("neighbours: ", "of Java's heap", "-Xmx"));
    assertThat(captured.out()).contains("The recipe as resolved\nname: quickstart\n");
  }

  @Test
  void plan_hostileTask_doesNotReachTheTerminal() throws IOException {
    Path recipe = quickstart("- name: dresses\n", "- name: dresses\n    task: \"a\\u001b[31mb\"\n");
    Captured captured = plan(recipe.toString(), "--throughput", "50");
    assertThat(captured.exit()).as(captured.error()).isZero();
    assertThat(captured.out()).doesNotContain("\u001b").contains("a\\u001b[31mb");
  }

  @Test
  void plan_remoteSourcesAndOutput_areCounted() throws IOException {
    String remote = "memory://plan-" + UUID.randomUUID();
    MemoryFileSystem.putAll(Path.of("../samples/pool/shards"), remote + "/shards");
    Path recipe =
        quickstart(
            "[../samples/pool/crawl, \"../samples/pool/shards/*.tar\"]",
            "[\"" + remote + "/shards/*.tar\"]");
    JsonNode plan = planned(recipe.toString(), "--set", "output=" + remote + "/run");
    assertThat(plan.path("sources").get(0).path("inputs").path("value").asDouble()).isEqualTo(151);
    assertThat(plan.path("machine").path("disk_bytes").asLong()).isEqualTo(-1);
    assertThat(MemoryFileSystem.keys(remote + "/run")).isEmpty();
  }

  @Test
  void plan_againstARun_setsPredictedBesideSeen() throws IOException {
    String run = SharedQuickstart.run().toString();
    JsonNode beside = planned("--against", run);
    assertThat(beside.path("workers").asInt()).as("the run's").isEqualTo(1);
    JsonNode rows = beside.path("rows");
    List<String> stages = new ArrayList<>();
    for (JsonNode row : rows) {
      if (row.path("what").asText().equals("seconds")) {
        stages.add(row.path("stage").asText());
      }
      double seen = row.path("seen").asDouble();
      if (seen > 0) {
        assertThat(row.path("ratio").asDouble())
            .isEqualTo(row.path("predicted").asDouble() / seen, within(1e-9));
      }
    }
    assertThat(stages).hasSize(9).endsWith("report", "all stages");
    assertThat(value(rows, "embed", "images", "seen")).isEqualTo(676);
    assertThat(value(rows, "embed", "images", "predicted")).isEqualTo(683);
    assertThat(value(rows, "cluster", "clusters", "predicted")).isEqualTo(24);
    double marks = 0;
    for (String stage : stages.subList(0, 8)) {
      marks +=
          JSON.readTree(SharedQuickstart.run().resolve("marks/" + stage + ".json").toFile())
              .path("seconds")
              .asDouble();
    }
    assertThat(value(rows, "all stages", "seconds", "seen")).isEqualTo(marks, within(1e-6));
    // What is predicted is what the recipe alone gives.
    JsonNode plan = planned(SharedQuickstart.recipe().toString());
    for (JsonNode stage : plan.path("stages")) {
      assertThat(beside.path("plan").path("stages"))
          .anyMatch(other -> other.path("counts").equals(stage.path("counts")));
    }
  }

  private static double value(JsonNode rows, String stage, String what, String column) {
    for (JsonNode row : rows) {
      if (row.path("stage").asText().equals(stage) && row.path("what").asText().equals(what)) {
        return row.path(column).asDouble();
      }
    }
    throw new AssertionError("no " + what + " of " + stage);
  }

  @Test
  void plan_measuring_tellsOfTheMeasurement() throws IOException {
    Captured captured = plan(SharedQuickstart.recipe().toString(), "--workers", "1");
    assertThat(captured.exit()).as(captured.error()).isZero();
    assertThat(captured.out())
        .contains("Measured: a worker embeds ")
        .contains("images/s (567 images of the recipe, again and again");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double margin) {
    return org.assertj.core.data.Offset.offset(margin);
  }
}
