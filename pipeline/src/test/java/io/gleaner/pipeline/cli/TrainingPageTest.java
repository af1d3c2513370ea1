package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/training.md says, without Python; {@link TrainingProgramsTest} runs its programs. */
class TrainingPageTest {
  private static final Path PAGE = Path.of("../docs/training.md");
  private static final Path PROGRAMS = Path.of("../docs/training");

  @TempDir private Path folder;

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  /** Returns what stands in the page's blocks of no language: commands. */
  private static List<String> commands() throws IOException {
    return Pattern.compile("^```(\\w*)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .filter(block -> block.group(1).isEmpty())
        .flatMap(block -> block.group(2).lines())
        .toList();
  }

  @Test
  void page_showsEachProgramWordForWord() throws IOException {
    String page = Files.readString(PAGE);
    List<Path> programs;
    try (Stream<Path> files = Files.list(PROGRAMS)) {
      programs = files.filter(file -> file.toString().matches(".*\\.(py|yaml)")).sorted().toList();
    }
    assertThat(programs)
        .extracting(file -> file.getFileName().toString())
        .containsExactly(
            "dinov2.yaml",
            "dinov2_batches.py",
            "dinov2_mix.py",
            "huggingface_datasets.py",
            "image_folder.py",
            "webdataset_loader.py");
    for (Path program : programs) {
      String language = program.toString().endsWith(".py") ? "python" : "yaml";
      assertThat(page).contains("```" + language + "\n" + Files.readString(program) + "```\n");
    }
    assertThat(found("^```(python|yaml)$", page)).hasSameSizeAs(programs);
  }

  @Test
  void page_filesAndLinks_exist() throws IOException {
    String page = Files.readString(PAGE);
    List<String> links = found("(?<=\\]\\()[^)#]+(?=[)#])", page);
    assertThat(links).hasSizeGreaterThan(8);
    assertThat(links).allSatisfy(link -> assertThat(PAGE.resolveSibling(link)).exists());
    Set<String> files = new LinkedHashSet<>(found("docs/training/[a-z0-9_]+\\.[a-z]+", page));
    assertThat(files).hasSizeGreaterThan(5);
    assertThat(files).allSatisfy(file -> assertThat(Path.of("..", file)).exists());
    for (String anchor : found("(?<=export-formats\\.md#)[a-z0-9-]+", page)) {
      assertThat(Files.readString(PAGE.resolveSibling("export-formats.md")).lines())
          .anySatisfy(
              line ->
                  assertThat(line.toLowerCase(Locale.ROOT).replace(' ', '-'))
                      .matches("#+-" + anchor));
    }
    for (String test : found("(?<=`)Training[A-Za-z]+Test(?=`)", page)) {
      assertThat(Path.of("src/test/java/io/gleaner/pipeline/cli", test + ".java")).exists();
    }
  }

  @Test
  void page_optionsOfPrograms_exist() throws IOException {
    List<String> calls =
        commands().stream().filter(line -> line.contains("python docs/training/")).toList();
    assertThat(calls).hasSize(5);
    for (String call : calls) {
      String program =
          Files.readString(Path.of("..", found("docs/training/\\w+\\.py", call).get(0)));
      assertThat(found("--[a-z-]+", call))
          .allSatisfy(option -> assertThat(program).contains("add_argument(\"" + option + "\""));
    }
    for (String file : List.of("image_folder", "huggingface_datasets", "webdataset_loader")) {
      String program = Files.readString(PROGRAMS.resolve(file + ".py"));
      Set<String> said = new TreeSet<>(found("(?<=\\[)--[a-z]+", program));
      assertThat(said)
          .as("what %s says of itself", file)
          .isEqualTo(new TreeSet<>(found("(?<=add_argument\\(\")--[a-z]+", program)));
    }
  }

  @Test
  void page_exports_areMadeAsItSays() throws IOException {
    Set<String> calls = new LinkedHashSet<>();
    commands().stream().filter(line -> line.startsWith("gleaner export")).forEach(calls::add);
    assertThat(calls).hasSize(4);
    for (String call : calls) {
      Path output = folder.resolve(found("(?<=--format )\\w+", call).get(0));
      String[] arguments =
          Stream.of(call.split(" "))
              .skip(1)
              .map(word -> word.equals("RUN") ? run() : word)
              .map(word -> word.equals("DATASET") ? output.toString() : word)
              .toArray(String[]::new);
      Captured made = Captured.run(arguments);
      assertThat(made.exit()).as("%s: %s", call, made.error()).isZero();
      assertThat(output.resolve("mix.json")).content().contains("\"samples\" : 1000");
    }
  }

  private static String run() {
    try {
      return SharedQuickstart.run().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
