package io.gleaner.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.runner.BeamOptions;
import io.gleaner.pipeline.runner.DirectPipelines;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a mark vouches for, with stages that write two tables and a page. */
class StageRunnerTest {
  private static final Execution EXECUTION =
      new Execution(new DirectPipelines(1, BeamOptions.none()), Progress.silent());

  @TempDir Path folder;
  private final List<String> executed = new ArrayList<>();
  private String inputs = "inputs";
  private Meanwhile meanwhile = () -> {};

  private interface Meanwhile {
    void happens() throws IOException;
  }

  private RunDirectory directory() {
    return new RunDirectory(Location.of(folder.resolve("run")));
  }

  private static Location write(Location table, String... texts) throws IOException {
    TableWriter.write(table, Format.<String>empty().withText("id", text -> text), List.of(texts));
    return table;
  }

  /** Writes two tables of a folder, one beside it, and a file. */
  private Stage stage(String name, Location first, Location second, Location file) {
    return new Stage() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public List<Location> outputs() {
        return List.of(first, second, file);
      }

      @Override
      public String fingerprint() {
        return Fingerprint.of(name).with(inputs).hex();
      }

      @Override
      public Map<String, Long> execute(Execution execution) throws Exception {
        executed.add(name);
        write(first.resolve("deep/part-0.parquet"), "a", "b", "c");
        execution.run(execution.pipeline());
        meanwhile.happens();
        write(first.resolve("part-1.parquet"), "d");
        write(second.resolve("part-0.parquet"));
        file.writeText("{}\n");
        return Map.of("rows", 4L);
      }
    };
  }

  private List<Stage> stages() {
    RunDirectory run = directory();
    return List.of(
        stage("manifest", run.manifest(), run.statistics(), run.statisticsJson()),
        stage("hash", run.hashes(), run.neighbours(), run.report().resolve("index.html")));
  }

  private List<String> run() throws Exception {
    executed.clear();
    new StageRunner(directory(), EXECUTION).run(stages(), null, null);
    return List.copyOf(executed);
  }

  private Path file(String name) {
    return folder.resolve("run").resolve(name);
  }

  @Test
  void run_complete_marksEveryFileWithBytesAndRows() throws Exception {
    run();
    Mark mark = Mark.read(directory().mark("manifest")).orElseThrow();
    assertThat(mark.files())
        .isEqualTo(
            Map.of(
                "manifest/deep/part-0.parquet",
                new Mark.Extent(Files.size(file("manifest/deep/part-0.parquet")), 3L),
                "manifest/part-1.parquet",
                new Mark.Extent(Files.size(file("manifest/part-1.parquet")), 1L),
                "statistics/part-0.parquet",
                new Mark.Extent(Files.size(file("statistics/part-0.parquet")), 0L),
                "statistics.json",
                new Mark.Extent(3, null)));
    assertThat(run()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "manifest/deep/part-0.parquet",
        "manifest/part-1.parquet",
        "statistics/part-0.parquet",
        "statistics.json"
      })
  void run_fileRemovedOrCut_doesThatStageAgain(String name) throws Exception {
    run();
    byte[] whole = Files.readAllBytes(file(name));
    Files.delete(file(name));
    assertThat(run()).containsExactly("manifest");
    assertThat(file(name)).hasBinaryContent(whole);
    try (var channel = Files.newByteChannel(file(name), StandardOpenOption.WRITE)) {
      channel.truncate(whole.length / 2);
    }
    assertThat(run()).containsExactly("manifest");
    assertThat(file(name)).hasBinaryContent(whole);
    assertThat(run()).isEmpty();
  }

  @Test
  void run_tableThatNoMarkNames_isRefusedAndStays() throws Exception {
    run();
    Path more = Files.copy(file("hashes/part-1.parquet"), file("neighbours/more.parquet"));
    assertThatThrownBy(this::run)
        .isInstanceOf(UnusableRunException.class)
        .hasMessageContaining(more + " was not written by this run");
    assertThat(more).exists();
    Files.delete(more);
    Files.writeString(file("neighbours/notes.txt"), "no one reads me");
    assertThat(run()).isEmpty();
  }

  @Test
  void run_foreignFileInAFolderToClear_isRefusedAndStays() throws Exception {
    Path picture = file("hashes/cat.jpg");
    Files.createDirectories(picture.getParent());
    Files.writeString(picture, "a picture");
    assertThatThrownBy(this::run)
        .isInstanceOf(UnusableRunException.class)
        .hasMessageContaining(picture + " was not written by Gleaner");
    assertThat(picture).hasContent("a picture");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "[]", "{\"stage\":\"hash\"}", "no JSON", "{}"})
  void run_unusableMark_doesTheStageAgain(String text) throws Exception {
    run();
    Files.writeString(file("marks/hash.json"), text);
    assertThat(run()).containsExactly("hash");
  }

  @Test
  void run_markWithoutFiles_isNoMark() throws Exception {
    run();
    String mark = Files.readString(file("marks/hash.json"));
    Files.writeString(
        file("marks/hash.json"), mark.substring(0, mark.indexOf(",\n  \"files\"")) + "}");
    assertThat(run()).containsExactly("hash");
  }

  @Test
  void run_markOfAnotherFormat_isRefusedUnlessAllIsDoneAgain() throws Exception {
    run();
    String mark = Files.readString(file("marks/hash.json"));
    Files.writeString(
        file("marks/hash.json"),
        mark.replace("  \"format\" : \"" + TableWriter.FORMAT_VERSION + "\",\n", ""));
    assertThatThrownBy(this::run)
        .isInstanceOf(UnusableRunException.class)
        .hasMessageContaining("is of format 1");
    assertThat(executed).isEmpty();
    new StageRunner(directory(), EXECUTION).run(stages(), "manifest", "manifest");
    assertThat(executed).containsExactly("manifest");
    assertThat(run()).containsExactly("hash");
  }

  /** Writes a mark as format 2 did, in the first folder of its stage. */
  private Path earlierMark(String folder, String stage) throws IOException {
    Path table = file(folder + "/part-0.parquet");
    Files.createDirectories(table.getParent());
    Files.writeString(table, "a table");
    Path mark = table.resolveSibling("_SUCCESS");
    Files.writeString(
        mark,
        String.format(
            Locale.ROOT,
            """
            {"stage": "%s", "format": "2", "fingerprint": "0", "seconds": 1.0, "counts": {},
             "files": {"%s/part-0.parquet": [7, 1]}}
            """,
            stage,
            folder));
    return mark;
  }

  @Test
  void run_directoryOfFormat2_isRefusedUnlessAllIsDoneAgain() throws Exception {
    Path hashes = earlierMark("hashes", "hash");
    Path manifest = earlierMark("manifest", "manifest");
    assertThatThrownBy(this::run)
        .isInstanceOf(UnusableRunException.class)
        .hasMessage(
            hashes
                + " is of format 2, and this version of Gleaner reads and writes format 3; choose"
                + " another output, or do everything again there with gleaner run --force");
    assertThatThrownBy(() -> directory().requireManifest())
        .isInstanceOf(UnusableRunException.class)
        .hasMessageContaining("is of format 2");
    assertThat(executed).isEmpty();
    assertThat(hashes).exists();
    new StageRunner(directory(), EXECUTION).run(stages(), "manifest", null);
    assertThat(executed).containsExactly("manifest", "hash");
    assertThat(hashes).doesNotExist();
    assertThat(manifest).doesNotExist();
    assertThat(run()).isEmpty();
  }

  @Test
  void run_directoryOfAnotherCommandInFormat2_isRefusedEvenThen() throws Exception {
    Path components = earlierMark("duplicates", "deduplicate");
    assertThatThrownBy(
            () -> new StageRunner(directory(), EXECUTION).run(stages(), "manifest", null))
        .isInstanceOf(UnusableRunException.class)
        .hasMessageContaining(components + " is of format 2");
    assertThat(executed).isEmpty();
    assertThat(components).exists();
  }

  @Test
  void run_complete_leavesTablesAloneInTheirFolders() throws Exception {
    run();
    try (Stream<Path> files = Files.walk(folder.resolve("run"))) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .map(each -> folder.resolve("run").relativize(each).toString())
                  .filter(each -> !each.endsWith(".parquet")))
          .containsExactlyInAnyOrder(
              ".lock",
              "marks/hash.json",
              "marks/manifest.json",
              "report/index.html",
              "statistics.json");
    }
  }

  @Test
  void run_stagesThatWriteBesideEachOther_clearOnlyTheirOwn() throws Exception {
    RunDirectory run = directory();
    Stage retrieve =
        stage(
            "retrieve",
            run.retrieved(),
            run.hashes(),
            run.statistics().resolve("retrieval/index.html"));
    Stage manifest =
        stage(
            "manifest",
            run.manifest(),
            run.report(),
            run.statistics().resolve("sources/index.html"));
    StageRunner runner = new StageRunner(run, EXECUTION);
    runner.run(List.of(retrieve, manifest), null, null);
    byte[] kept = Files.readAllBytes(file("statistics/retrieval/index.html"));
    inputs = "others";
    executed.clear();
    meanwhile = () -> assertThat(file("statistics/retrieval/index.html")).hasBinaryContent(kept);
    runner.run(List.of(manifest), null, null);
    assertThat(executed).containsExactly("manifest");
    Stage thief =
        stage(
            "thief", run.images(), run.rejected(), run.statistics().resolve("sources/index.html"));
    assertThatThrownBy(() -> runner.run(List.of(thief), null, null))
        .isInstanceOf(UnusableRunException.class)
        .hasMessageContaining("index.html belongs to the stage \"manifest\"");
  }

  @Test
  void run_whatWasWrittenGoesMeanwhile_isToldAndNotMarked() throws Exception {
    meanwhile = () -> Files.delete(file("manifest/deep/part-0.parquet"));
    assertThatThrownBy(this::run)
        .isInstanceOf(DisturbedRunException.class)
        .hasMessageContaining("part-0.parquet was removed or changed while the run worked");
    assertThat(file("marks/manifest.json")).doesNotExist();
    meanwhile = () -> {};
    assertThat(run()).containsExactly("manifest", "hash");
  }

  @Test
  void run_directoryGoesMeanwhile_isToldAndNotMarked() throws Exception {
    meanwhile = () -> directory().root().deleteAll();
    assertThatThrownBy(this::run).isInstanceOf(DisturbedRunException.class);
    assertThat(file("marks/manifest.json")).doesNotExist();
    meanwhile = () -> {};
    assertThat(run()).containsExactly("manifest", "hash");
  }

  @Test
  void run_inputsChangeMeanwhile_isToldAndNotMarked() throws Exception {
    meanwhile = () -> inputs = "others";
    assertThatThrownBy(this::run)
        .isInstanceOf(DisturbedRunException.class)
        .hasMessageContaining("changed while the run read it");
    assertThat(file("marks/manifest.json")).doesNotExist();
  }

  @Test
  void run_secondInTheSameDirectory_isRefused() throws Exception {
    meanwhile =
        () ->
            assertThatThrownBy(
                    () -> new StageRunner(directory(), EXECUTION).run(stages(), null, null))
                .isInstanceOf(RunDirectoryInUseException.class)
                .hasMessageContaining("is in use by another run");
    assertThat(run()).containsExactly("manifest", "hash");
  }

  @Test
  void run_afterAKill_clearsWhatItLeft() throws Exception {
    for (String left :
        List.of(
            "marks/.hash.json.z.tmp",
            ".scratch/a/b",
            ".spill/c",
            ".run.json.x.tmp",
            "hashes/deep/.part.parquet.y.tmp")) {
      Files.createDirectories(file(left).getParent());
      Files.writeString(file(left), "left");
    }
    run();
    for (String left :
        List.of(
            "marks/.hash.json.z.tmp",
            ".scratch",
            ".spill",
            ".run.json.x.tmp",
            "hashes/deep/.part.parquet.y.tmp")) {
      assertThat(file(left)).doesNotExist();
    }
  }

  @Test
  void run_directoryIsALink_isFollowed() throws Exception {
    Path real = Files.createDirectories(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("run"), real);
    assertThat(run()).containsExactly("manifest", "hash");
    assertThat(run()).isEmpty();
    assertThat(real.resolve("marks/hash.json")).exists();
  }

  @Test
  void run_directoryOfAnotherCommand_isNotCleared() throws Exception {
    run();
    Stage other =
        stage(
            "check",
            directory().rejected(),
            directory().statistics(),
            directory().statisticsJson());
    assertThatThrownBy(
            () -> new StageRunner(directory(), EXECUTION).run(List.of(other), null, null))
        .isInstanceOf(UnusableRunException.class)
        .hasMessageContaining("belongs to the stage \"manifest\"");
    assertThat(file("statistics/part-0.parquet")).exists();
  }

  @Test
  void requireWhole_tablesOfARun_mustBeAsMarked() throws Exception {
    run();
    Location tables = directory().manifest().resolve("deep");
    EarlierRun.requireWhole(tables);
    EarlierRun.requireWhole(tables.resolve("part-0.parquet"));
    Files.writeString(file("manifest/deep/part-0.parquet"), "PAR1");
    for (Location each :
        List.of(tables, tables.resolve("part-0.parquet"), directory().manifest())) {
      assertThatThrownBy(() -> EarlierRun.requireWhole(each))
          .isInstanceOf(UnusableRunException.class)
          .hasMessageContaining("part-0.parquet has 4 bytes and was written with");
    }
    EarlierRun.requireWhole(directory().manifest().resolve("part-1.parquet"));
    Files.delete(file("marks/manifest.json"));
    assertThatThrownBy(() -> EarlierRun.requireWhole(tables))
        .isInstanceOf(UnusableRunException.class)
        .hasMessageContaining("is not complete");
  }

  @Test
  void requireWhole_tablesOfSomeoneElse_areTakenAsTheyAre() throws Exception {
    Path tables = Files.createDirectories(folder.resolve("mine/deep"));
    Files.writeString(folder.resolve("mine/_SUCCESS"), ""); // as Spark writes it
    EarlierRun.requireWhole(Location.of(tables));
    EarlierRun.requireWhole(Location.of(folder.resolve("mine")));
  }

  @Test
  void requireWhole_tablesOfFormat2_areTakenAsThoseOfSomeoneElse() throws Exception {
    earlierMark("hashes", "hash");
    Files.writeString(file(".lock"), "");
    EarlierRun.requireWhole(directory().hashes());
    EarlierRun.requireWhole(directory().hashes().resolve("part-0.parquet"));
    Files.createDirectories(file("neighbours"));
    assertThatThrownBy(() -> EarlierRun.requireWhole(directory().neighbours()))
        .isInstanceOf(UnusableRunException.class)
        .hasMessageContaining("is not complete");
  }
}
