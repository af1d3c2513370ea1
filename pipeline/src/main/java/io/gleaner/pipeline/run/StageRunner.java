package io.gleaner.pipeline.run;

import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.progress.Warnings;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes stages in order and skips those whose mark carries their fingerprint and whose files are
 * as the mark says. A stage's outputs are cleared before it starts (unless it reuses them) and
 * marked after it ends, so that a run that was killed at any moment continues with the stage it was
 * in.
 */
final class StageRunner {
  private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);

  /**
   * What became of a stage.
   *
   * @param skipped whether its outputs were complete already
   */
  record Outcome(Mark mark, boolean skipped) {}

  private final RunDirectory directory;
  private final Execution execution;
  private final Map<String, List<Location>> leftBehind;

  StageRunner(RunDirectory directory, Execution execution) {
    this(directory, execution, Map.of());
  }

  /**
   * @param leftBehind what stages wrote, by their names, that are none of the run any more: it is
   *     cleared before any stage starts, since readers of the run would take it for its own
   */
  StageRunner(RunDirectory directory, Execution execution, Map<String, List<Location>> leftBehind) {
    this.directory = directory;
    this.execution = execution;
    this.leftBehind = Map.copyOf(leftBehind);
  }

  /**
   * @param from the stage from which on everything is done again, or null for what has changed only
   * @param until the last stage to run, or null for all
   * @throws RunDirectoryInUseException where another process works in the directory, if it is local
   * @throws UnusableRunException where the directory holds what is not this run's
   * @throws DisturbedRunException where someone else changed the directory meanwhile
   */
  List<Outcome> run(List<Stage> stages, String from, String until) throws Exception {
    requireKnown(stages, "--from", from);
    requireKnown(stages, "--until", until);
    try (RunLock lock = RunLock.of(directory.root());
        Progress.Board shown = execution.progress().show(names(stages))) {
      execution.pipelines().endAbandoned(pipelineName(""));
      clearAbandoned();
      requireFormat(stages, stages.get(0).name().equals(from));
      clearLeftBehind();
      requireOwn(stages);
      List<Outcome> outcomes = new ArrayList<>();
      boolean again = false;
      for (Stage stage : stages) {
        again |= stage.name().equals(from);
        outcomes.add(run(stage, again, lock));
        if (stage.name().equals(until)) {
          break;
        }
      }
      return outcomes;
    }
  }

  /** Removes what a process that was killed has left outside of the stages' outputs. */
  private void clearAbandoned() throws IOException {
    directory.scratch().deleteAll();
    for (StoredFile file : Listing.withHidden(directory.marks())) {
      if (file.location().name().startsWith(".")) {
        file.location().delete();
      }
    }
    if (directory.root().isLocal()) {
      Location.of(directory.spill()).deleteAll();
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(directory.root().path(), ".*.tmp")) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void clearLeftBehind() throws IOException {
    for (Map.Entry<String, List<Location>> stage : leftBehind.entrySet()) {
      Optional<Mark> mark = Mark.read(directory.mark(stage.getKey()));
      if (mark.isPresent()) {
        List<Location> foreign = Outputs.list(directory.root(), stage.getValue()).foreign();
        if (!foreign.isEmpty()) {
          throw UnusableRunException.foreign(foreign);
        }
        directory.mark(stage.getKey()).delete();
        for (Location output : stage.getValue()) {
          output.deleteAll();
        }
      }
    }
  }

  /**
   * Refuses a run of another format before any work; where all stages are done again, removes its
   * marks instead, so that each stage's outputs are cleared when its turn comes.
   */
  private void requireFormat(List<Stage> stages, boolean allAgain) throws IOException {
    if (allAgain) {
      List<String> names = stages.stream().map(Stage::name).toList();
      for (EarlierFormat mark : EarlierFormat.of(directory)) {
        if (names.contains(mark.stage())) {
          mark.file().delete();
        }
      }
      for (String name : names) {
        try {
          Mark.read(directory.mark(name));
        } catch (UnusableRunException e) {
          directory.mark(name).delete();
        }
      }
    }
    directory.requireFormat();
  }

  /** Refuses to clear what a stage of another command has written into the same directory. */
  private void requireOwn(List<Stage> stages) throws IOException {
    List<String> names = names(stages);
    List<Location> outputs = stages.stream().flatMap(each -> each.outputs().stream()).toList();
    for (Mark mark : directory.completeStages()) {
      if (!names.contains(mark.stage())) {
        for (String file : mark.files().keySet()) {
          Location other = directory.root().resolve(file);
          if (outputs.stream().anyMatch(output -> other.equals(output) || other.isBelow(output))) {
            throw UnusableRunException.shared(other, mark.stage());
          }
        }
      }
    }
  }

  private Outcome run(Stage stage, boolean again, RunLock lock) throws Exception {
    String fingerprint = stage.fingerprint();
    Optional<Mark> mark = Mark.read(directory.mark(stage.name()));
    Outputs found = outputs(stage);
    List<String> wrong = mark.map(found::notAsMarked).orElse(List.of());
    if (!again && mark.isPresent() && mark.get().fingerprint().equals(fingerprint)) {
      List<Location> unmarked = found.unmarkedTables(mark.get().files());
      if (!unmarked.isEmpty()) {
        throw UnusableRunException.unmarked(unmarked);
      }
      if (wrong.isEmpty()) {
        execution.progress().done(stage.name(), true, mark.get().seconds(), mark.get().counts());
        return new Outcome(mark.get(), true);
      }
      Warnings.warn(
          LOG,
          "lost " + stage.name(),
          String.format(
              Locale.ROOT,
              "%s is done again: of %d files %d are not as they were left: %s",
              stage.name(),
              mark.get().files().size(),
              wrong.size(),
              wrong.get(0)));
    }
    List<Location> foreign = found.foreign();
    if (!foreign.isEmpty()) {
      throw UnusableRunException.foreign(foreign);
    }
    clear(stage, again, mark, found);
    Mark done = execute(stage, fingerprint, lock);
    return new Outcome(done, false);
  }

  private void clear(Stage stage, boolean again, Optional<Mark> mark, Outputs found)
      throws IOException {
    Location marked = directory.mark(stage.name());
    if (again || !stage.reusesItsOutputs()) {
      marked.delete();
      for (Location output : stage.outputs()) {
        output.deleteAll();
      }
    } else {
      // What was cut goes before the mark that tells of it: a run that is killed here starts equal.
      if (mark.isPresent()) {
        for (Map.Entry<String, Mark.Extent> file : mark.get().files().entrySet()) {
          if (found.wrong(file.getKey(), file.getValue()).isPresent()) {
            directory.root().resolve(file.getKey()).delete();
          }
        }
      }
      marked.delete();
    }
  }

  private Mark execute(Stage stage, String fingerprint, RunLock lock) throws Exception {
    execution.progress().start(stage.name());
    long start = System.nanoTime();
    Written written = new Written(stage, lock);
    Map<String, Long> counts =
        stage.execute(execution.named(pipelineName(stage.name())).afterEach(written::look));
    Outputs outputs = written.look();
    if (!stage.fingerprint().equals(fingerprint)) {
      throw DisturbedRunException.inputs("what the stage \"" + stage.name() + "\" reads");
    }
    double seconds = Math.round((System.nanoTime() - start) / 1e6) / 1e3;
    Mark done =
        Mark.of(stage.name(), fingerprint, seconds, counts, stage.settings(), outputs.files());
    lock.requireHeld();
    done.write(directory.mark(stage.name()));
    execution.progress().done(stage.name(), false, seconds, counts);
    return done;
  }

  /** What a stage has written so far: it must stay until the mark vouches for it. */
  private final class Written {
    private final Stage stage;
    private final RunLock lock;
    private Outputs seen;

    Written(Stage stage, RunLock lock) throws IOException {
      this.stage = stage;
      this.lock = lock;
      seen = new Outputs(directory.root(), Map.of());
    }

    /** Looks again, after a pipeline or at the end, whether all is there that once was. */
    Outputs look() throws IOException {
      lock.requireHeld();
      Outputs now = outputs(stage);
      now.requireAll(seen);
      seen = now;
      return now;
    }
  }

  private Outputs outputs(Stage stage) throws IOException {
    return Outputs.list(directory.root(), stage.outputs());
  }

  /** Names pipelines by the directory that they write: who holds its lock knows them as its own. */
  private String pipelineName(String stage) {
    return "gleaner " + directory.root() + ": " + stage;
  }

  private static List<String> names(List<Stage> stages) {
    return stages.stream().map(Stage::name).toList();
  }

  private static void requireKnown(List<Stage> stages, String option, String name) {
    List<String> names = names(stages);
    if (name != null && !names.contains(name)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is \"%s\", must be one of %s", option, name, names));
    }
  }
}
