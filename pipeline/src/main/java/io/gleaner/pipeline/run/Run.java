package io.gleaner.pipeline.run;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    return stages.list().stream().map(Stage::name).toList();
  }

  public RunDirectory directory() {
    return directory;
  }

  /**
   * Lists all sources and loads all encoders, which fails where one cannot be used; writes nothing.
   *
   * @return what would be read, by source: units and the paths that they come from
   */
  public Map<String, Object> check() throws IOException {
    stages.embed().check();
    requireApart();
    Map<String, Object> plan = new LinkedHashMap<>();
    for (ImageSource source : stages.sources()) {
      plan.put(source.name(), source.units().size() + " units of " + source.entries());
    }
    return plan;
  }

  /**
   * @param from the stage from which on everything is done again, or null for what has changed only
   * @param until the last stage, or null for all
   */
  public void execute(Execution execution, String from, String until) throws Exception {
    stages.embed().check();
    requireApart();
    Instant start = Instant.now();
    List<StageRunner.Outcome> outcomes =
        new StageRunner(directory, execution).run(stages.list(), from, until);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", recipe.name());
    json.put("seed", recipe.seed());
    json.put("started", start.toString());
    json.put("ended", Instant.now().toString());
    json.put("parallelism", execution.parallelism());
    json.put("versions", versions());
    json.put("configuration", recipe);
    Map<String, Object> roots = new LinkedHashMap<>();
    stages.sources().forEach(source -> roots.put(source.name(), source.roots()));
    json.put("roots", roots);
    List<Object> done = new ArrayList<>();
    outcomes.forEach(outcome -> done.add(outcome.mark().summary()));
    json.put("stages", done);
    directory.runJson().writeText(Mark.JSON.writeValueAsString(json) + "\n");
  }

  private void requireApart() throws IOException {
    for (ImageSource source : stages.sources()) {
      directory.requireApart(source);
    }
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("format", io.gleaner.pipeline.table.TableWriter.FORMAT_VERSION);
    versions.put("java", Runtime.version().toString());
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }
}
