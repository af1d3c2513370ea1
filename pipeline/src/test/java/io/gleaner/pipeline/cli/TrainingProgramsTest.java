package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs of docs/training.md, on exports of a run of the samples. */
class TrainingProgramsTest {
  private static final Path PROGRAMS = Path.of("../docs/training");
  private static final String PYTHON = System.getenv("GLEANER_TRAINING_PYTHON");
  private static final String DINOV2 = System.getenv("GLEANER_DINOV2");

  /** Prints how often each image's bytes, as a row's offsets find them, are in the mixed rows. */
  private static final String ROWS =
      """
      import collections, hashlib, json, sys
      import numpy
      rows = collections.Counter()
      for row in numpy.load(sys.argv[2] + "/entries.npy"):
          with open(f"{sys.argv[1]}/{row['class_id']}.tar", "rb") as tar:
              tar.seek(int(row["start_offset"]) + 512)
              image = tar.read(int(row["end_offset"]) - int(row["start_offset"]) - 512)
          rows[str(row["class_id"]) + " " + hashlib.sha256(image).hexdigest()] += 1
      print(json.dumps(rows))
      """;

  /** Prints the data set's text as DINOv2's trainer splits it. */
  private static final String CONFIGURATION =
      """
      import json, sys
      from omegaconf import OmegaConf
      text = OmegaConf.load(sys.argv[1]).train.dataset_path
      print(json.dumps([text.split(":")[0], dict(each.split("=") for each in text.split(":")[1:])]))
      """;

  @TempDir private Path folder;

  @BeforeEach
  void requirePython() {
    assumeTrue(
        PYTHON != null,
        "GLEANER_TRAINING_PYTHON must name a Python with the packages of"
            + " docs/training/requirements.txt: python3 -m venv VENV && VENV/bin/pip install -r"
            + " docs/training/requirements.txt, then GLEANER_TRAINING_PYTHON=VENV/bin/python");
  }

  private Path export(String format) throws IOException {
    Path output = folder.resolve(format);
    Captured made =
        Captured.run(
            "export",
            SharedQuickstart.run().toString(),
            "--format",
            format,
            "--output",
            output.toString(),
            "--weights",
            "shoes=3,hats=1,dresses=1,accessories=0",
            "--samples",
            "400");
    assertThat(made.exit()).as(made.error()).isZero();
    return output;
  }

  /** Runs a program, which must end well, and returns the lines that it prints. */
  private List<String> python(Map<String, String> environment, Object... arguments)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(PYTHON));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path out = folder.resolve("out.txt");
    Path error = folder.resolve("error.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(error.toFile());
    builder.environment().put("HF_HOME", folder.resolve("cache").toString());
    builder.environment().put("HF_HUB_OFFLINE", "1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended = process.waitFor(240, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroyForcibly); // workers of a loader
    process.destroyForcibly().waitFor();
    assertThat(ended).as("%s ends in 240 s", command).isTrue();
    assertThat(process.exitValue())
        .as("%s: %s", command, Files.readString(error, StandardCharsets.UTF_8))
        .isZero();
    return Files.readAllLines(out, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "webdataset_loader.py, webdataset",
    "huggingface_datasets.py, huggingface",
    "image_folder.py, imagefolder"
  })
  void program_tenSteps_drawsSetsByTheirWeights(String program, String format) throws Exception {
    List<String> said = python(Map.of(), PROGRAMS.resolve(program), export(format));

    assertThat(said).hasSize(11);
    for (int step = 1; step <= 10; step++) {
      assertThat(said.get(step - 1)).matches("step " + step + ": loss [0-9]\\.[0-9]{3}");
    }
    assertThat(said.get(10)).startsWith("drawn: ");
    JsonNode drawn = new ObjectMapper().readTree(said.get(10).substring("drawn: ".length()));
    double draws = 320;
    assertThat(drawn.get("accessories").asInt()).isZero();
    // Six standard deviations of a share of 320 draws are 0.16 at most.
    assertThat(drawn.get("shoes").asInt() / draws).isCloseTo(0.6, within(0.16));
    assertThat(drawn.get("hats").asInt() / draws).isCloseTo(0.2, within(0.14));
    assertThat(drawn.get("dresses").asInt() / draws).isCloseTo(0.2, within(0.14));
    assertThat(
            drawn.get("shoes").asInt() + drawn.get("hats").asInt() + drawn.get("dresses").asInt())
        .isEqualTo(320);
  }

  @Test
  void dinov2Mix_ofWeights_repeatsRowsThatPointAtTheImages() throws Exception {
    Path dataset = export("dinov2");
    Path mixed = folder.resolve("mixed");
    python(Map.of(), PROGRAMS.resolve("dinov2_mix.py"), dataset, mixed);

    Path rows = Files.writeString(folder.resolve("rows.py"), ROWS);
    JsonNode repeated = new ObjectMapper().readTree(python(Map.of(), rows, dataset, mixed).get(0));
    JsonNode once = new ObjectMapper().readTree(python(Map.of(), rows, dataset, dataset).get(0));
    Map<String, Integer> expected = Map.of("shoes", 240, "hats", 80, "dresses", 80);
    for (Map.Entry<String, Integer> set : expected.entrySet()) {
      List<Integer> counts = new ArrayList<>();
      once.fieldNames()
          .forEachRemaining(
              image -> {
                if (image.startsWith(set.getKey() + " ")) {
                  counts.add(repeated.path(image).asInt());
                }
              });
      assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(set.getValue());
      int even = set.getValue() / counts.size();
      assertThat(counts).allMatch(count -> count == even || count == even + 1);
    }
    repeated.fieldNames().forEachRemaining(image -> assertThat(once.has(image)).isTrue());
    assertThat(repeated).noneMatch(count -> count.asInt() == 0);
    assertThat(mixed.resolve("class-ids.npy"))
        .hasSameBinaryContentAs(dataset.resolve("class-ids.npy"));
  }

  @Test
  void dinov2Configuration_readAsTheTrainerDoes_namesBothFolders() throws Exception {
    Path program = Files.writeString(folder.resolve("configuration.py"), CONFIGURATION);
    String said =
        python(
                Map.of("DATASET", "/data/dataset", "MIXED", "/data/mixed"),
                program,
                PROGRAMS.resolve("dinov2.yaml"))
            .get(0);
    assertThat(new ObjectMapper().readTree(said))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "[\"ImageNet22k\", {\"root\": \"/data/dataset\", \"extra\":"
                        + " \"/data/mixed\"}]"));
  }

  @Test
  void dinov2Batches_byTheTrainersOwnLoader_areOfTheMixedRows() throws Exception {
    assumeTrue(DINOV2 != null, "GLEANER_DINOV2 must name a checkout of facebookresearch/dinov2");
    Path dataset = export("dinov2");
    Path mixed = folder.resolve("mixed");
    python(Map.of(), PROGRAMS.resolve("dinov2_mix.py"), dataset, mixed);
    List<String> said =
        python(
            Map.of("PYTHONPATH", DINOV2, "DATASET", dataset.toString(), "MIXED", mixed.toString()),
            PROGRAMS.resolve("dinov2_batches.py"),
            PROGRAMS.resolve("dinov2.yaml"));
    assertThat(said).hasSize(2);
    assertThat(said.get(1))
        .startsWith("step 2: loss ")
        .endsWith("400 rows, global crops (16, 3, 224, 224)");
  }
}
