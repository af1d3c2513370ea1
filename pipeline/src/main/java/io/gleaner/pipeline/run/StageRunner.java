package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Executes stages in order and skips those whose mark carries their fingerprint. A stage's outputs
 * are cleared before it starts (unless it reuses them) and marked after it ends, so that a run that
 * was killed at any moment continues with the stage it was in. A local run directory is locked;
 * other filesystems have no locks, and whoever starts two runs in one directory there loses both.
 */
final class StageRunner {
  /**
   * What became of a stage.
   *
   * @param skipped whether its outputs were complete already
   */
  record Outcome(Mark mark, boolean skipped) {}

  private final RunDirectory directory;
  private final Execution execution;

  StageRunner(RunDirectory directory, Execution execution) {
    this.directory = directory;
    this.execution = execution;
  }

  /**
   * @param from the stage from which on everything is done again, or null for what has changed only
   * @param until the last stage to run, or null for all
   * @throws RunDirectoryInUseException where another process works in the directory, if it is local
   */
  List<Outcome> run(List<Stage> stages, String from, String until) throws Exception {
    requireKnown(stages, "--from", from);
    requireKnown(stages, "--until", until);
    if (!directory.root().isLocal()) {
      return runAll(stages, from, until);
    }
    Location lockFile = directory.root().resolve(".lock");
    lockFile.makeFolder();
    try (FileChannel channel =
            FileChannel.open(lockFile.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      return runAll(stages, from, until);
    }
  }

  private List<Outcome> runAll(List<Stage> stages, String from, String until) throws Exception {
    execution.pipelines().endAbandoned(pipelineName(""));
    List<Outcome> outcomes = new ArrayList<>();
    boolean again = false;
    for (Stage stage : stages) {
      again |= stage.name().equals(from);
      outcomes.add(run(stage, again));
      if (stage.name().equals(until)) {
        break;
      }
    }
    return outcomes;
  }

  private FileLock lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // this very process holds it: the same answer
    }
    throw new RunDirectoryInUseException(directory.root());
  }

  private Outcome run(Stage stage, boolean again) throws Exception {
    Location marked = stage.outputs().get(0);
    String fingerprint = stage.fingerprint();
    Optional<Mark> mark = Mark.read(marked);
    if (!again && mark.isPresent() && mark.get().fingerprint().equals(fingerprint)) {
      execution.progress().done(stage.name(), true, mark.get().seconds(), mark.get().counts());
      return new Outcome(mark.get(), true);
    }
    marked.resolve(RunDirectory.SUCCESS).delete();
    if (again || !stage.reusesItsOutputs()) {
      for (Location output : stage.outputs()) {
        output.deleteAll();
      }
    }
    long start = System.nanoTime();
    Map<String, Long> counts = stage.execute(execution.named(pipelineName(stage.name())));
    double seconds = Math.round((System.nanoTime() - start) / 1e6) / 1e3;
    Mark done = new Mark(stage.name(), fingerprint, seconds, counts);
    done.write(marked);
    execution.progress().done(stage.name(), false, seconds, counts);
    return new Outcome(done, false);
  }

  /** Names pipelines by the directory that they write: who holds its lock knows them as its own. */
  private String pipelineName(String stage) {
    return "gleaner " + directory.root() + ": " + stage;
  }

  private static void requireKnown(List<Stage> stages, String option, String name) {
    List<String> names = stages.stream().map(Stage::name).toList();
    if (name != null && !names.contains(name)) {
      throw new IllegalArgumentException(
          "%s is \"%s\", must be one of %s".formatted(option, name, names));
    }
  }
}
