package io.gleaner.pipeline.run;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeYaml;
import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.origin.Build;
import io.gleaner.pipeline.origin.Machine;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The main job: executes a recipe's stages in a run directory and leaves {@code run.json} there.
 * Stages that are complete are skipped; a run that was killed continues.
 */
public final class Run {
  private final Recipe recipe;
  private final RunDirectory directory;
  private final Stages stages;

  public Run(Recipe recipe) {
    this.recipe = recipe;
    this.directory = new RunDirectory(Location.of(recipe.output()));
    this.stages = Stages.of(recipe, directory);
  }

  /** Returns the names of the stages, in order. */
  public List<String> names() {
    return stages.all().stream().map(Stage::name).toList();
  }

  public RunDirectory directory() {
    return directory;
  }

  /**
   * Finds out what {@link #execute} would do: lists all sources and loads all encoders, which fails
   * where one cannot be used; writes nothing and takes no lock.
   */
  public RunPlan plan(String from, String until) throws IOException {
    try {
      return planned(from, until);
    } finally {
      stages.embed().release();
    }
  }

  private RunPlan planned(String from, String until) throws IOException {
    stages.embed().check();
    requireApart();
    Planner planner = new Planner(recipe, directory, stages);
    return new RunPlan(
        RecipeYaml.text(recipe),
        base(),
        directory.root().toString(),
        Build.current(),
        stages.embed().machine(),
        stages.embed().encoderOrigins(),
        planner.note(from),
        listed(),
        planner.plan(from, until));
  }

  /** Returns the sources that would be read; nothing is listed. */
  public List<ImageSource> sources() {
    return stages.sources();
  }

  /** Returns how images would be embedded on this machine; loads the decoder. */
  public EmbedConfig embedding() {
    return stages.embed().planned();
  }

  /**
   * Returns what is wrong with embeddings that were made elsewhere, a sentence each: their files
   * are looked at by headers and footers, and the encoders are loaded.
   */
  public List<String> givenProblems() {
    return stages.embed().givenProblems();
  }

  private List<RunPlan.Source> listed() {
    List<RunPlan.Source> listed = new ArrayList<>();
    for (ImageSource source : stages.sources()) {
      List<SourceUnit> units =
          stages.embed().units().stream()
              .filter(unit -> unit.source().equals(source.name()))
              .toList();
      listed.add(
          new RunPlan.Source(
              source.name(),
              source.entries(),
              units.size(),
              units.stream().mapToLong(unit -> unit.inputs().orElse(0)).sum(),
              units.stream().filter(unit -> unit.inputs().isEmpty()).count()));
    }
    return listed;
  }

  /**
   * @param from the stage from which on everything is done again, or null for what has changed only
   * @param until the last stage, or null for all
   * @return what became of each stage up to the last
   */
  public List<StageResult> execute(Execution execution, String from, String until)
      throws Exception {
    try {
      return executed(execution, from, until);
    } finally {
      stages.embed().release();
    }
  }

  private List<StageResult> executed(Execution execution, String from, String until)
      throws Exception {
    stages.embed().check();
    requireApart();
    Instant start = Instant.now();
    List<StageRunner.Outcome> outcomes =
        new ArrayList<>(
            new StageRunner(directory, execution, leftBehind())
                .run(stages.list(), unlessReport(from), unlessReport(until)));
    boolean worked = outcomes.stream().anyMatch(outcome -> !outcome.skipped());
    Optional<RunJson> earlier = worked ? Optional.empty() : RunJson.read(directory);
    Machine machine = earlier.isPresent() ? earlier.get().machine() : stages.embed().machine();
    RunJson json = json(start, execution.parallelism(), machine, outcomes);
    earlier.map(json::withWorkOf).orElse(json).write(directory);
    outcomes.addAll(report(execution, from != null, until));
    return outcomes.stream()
        .map(
            outcome ->
                new StageResult(
                    outcome.mark().stage(),
                    outcome.mark().seconds(),
                    outcome.skipped(),
                    outcome.mark().counts()))
        .toList();
  }

  /**
   * Returns what an earlier recipe had this run make, and the recipe no longer asks for. Nothing
   * where single commands have worked in the directory, which may have made it.
   */
  private Map<String, List<Location>> leftBehind() throws IOException {
    return directory.mark(CheckStage.NAME).exists() ? Map.of() : stages.notAskedFor();
  }

  /** Makes the report, which reads what {@code run.json} says. */
  private List<StageRunner.Outcome> report(Execution execution, boolean again, String until)
      throws Exception {
    if (until != null && !until.equals(ReportStage.NAME)) {
      return List.of();
    }
    return new StageRunner(directory, execution)
        .run(List.of(stages.report()), again ? ReportStage.NAME : null, null);
  }

  private static String unlessReport(String stage) {
    return ReportStage.NAME.equals(stage) ? null : stage;
  }

  private RunJson json(
      Instant start, int parallelism, Machine machine, List<StageRunner.Outcome> outcomes) {
    Map<String, Map<String, String>> roots = new LinkedHashMap<>();
    stages.sources().forEach(source -> roots.put(source.name(), source.roots()));
    return new RunJson(
        recipe.name(),
        recipe.seed(),
        Build.current(),
        machine,
        stages.embed().encoderOrigins(),
        RecipeYaml.text(recipe),
        base(),
        start.toString(),
        Instant.now().toString(),
        parallelism,
        roots,
        outcomes.stream().map(outcome -> outcome.mark().summary()).toList());
  }

  /** Returns the folder in which relative paths of the recipe start. */
  static String base() {
    return Path.of("").toAbsolutePath().toString();
  }

  /**
   * @throws UnusableRunException where the run would read what it writes
   */
  public void requireApart() throws IOException {
    for (ImageSource source : stages.sources()) {
      directory.requireApart(source);
    }
  }
}
