package io.gleaner.pipeline.plan.measure;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeYaml;
import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.embed.EmbedSpeed;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.origin.MachineResources;
import io.gleaner.pipeline.plan.Assumptions;
import io.gleaner.pipeline.plan.Capacity;
import io.gleaner.pipeline.plan.Forecast;
import io.gleaner.pipeline.plan.Plan;
import io.gleaner.pipeline.plan.Sizes;
import io.gleaner.pipeline.plan.count.CountSources;
import io.gleaner.pipeline.plan.count.SourceCount;
import io.gleaner.pipeline.run.Run;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.source.UnusableSourceException;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans a run: lists and counts its sources, loads its encoders, measures, and computes the rest.
 * Writes nothing but files of some seconds in the folder of temporary ones.
 */
public final class MakePlan {
  private static final int UNITS_SAMPLED = 16;

  private MakePlan() {}

  /**
   * @throws UnusableSourceException with all that is wrong with sources and encoders; where the
   *     pool's images are given, the pool need not be there
   */
  public static Plan of(Recipe recipe, Run run, PlanOptions options) throws IOException {
    requireImages(recipe);
    List<String> problems = new ArrayList<>();
    List<SourceUnit> units = list(run, options, problems);
    EmbedConfig embedding = run.embedding();
    try (EmbedSpeed encoders = load(embedding, problems)) {
      if (!problems.isEmpty()) {
        throw new UnusableSourceException(problems);
      }
      run.requireApart();
      double start = sinceStart();
      return plan(recipe, run, options, units, encoders, start);
    }
  }

  /** How long it takes to read embeddings is neither measured nor known as a formula. */
  private static void requireImages(Recipe recipe) throws UnusableSourceException {
    boolean given =
        !recipe.pool().given().embeddings().isEmpty()
            || recipe.curated().stream().anyMatch(set -> !set.given().embeddings().isEmpty())
            || recipe.dedup().against() != null
                && !recipe.dedup().against().given().embeddings().isEmpty();
    if (given) {
      throw new UnusableSourceException(
          List.of(
              "gleaner plan forecasts recipes of images; this one has embeddings that were made"
                  + " elsewhere, for which docs/scale.md has the formulas"));
    }
  }

  private static List<SourceUnit> list(Run run, PlanOptions options, List<String> problems) {
    List<SourceUnit> units = new ArrayList<>();
    for (ImageSource source : run.sources()) {
      try {
        units.addAll(source.units());
      } catch (UnusableSourceException e) {
        if (options.images() == null || !source.name().equals(RunDirectory.POOL)) {
          problems.add(e.getMessage());
        }
      }
    }
    return units;
  }

  /** Loads the encoders; where one cannot be used, tells that with what is wrong with sources. */
  private static EmbedSpeed load(EmbedConfig config, List<String> problems) throws IOException {
    try {
      return EmbedSpeed.of(config);
    } catch (UnusableModelException e) {
      if (problems.isEmpty()) {
        throw e;
      }
      problems.add(e.getMessage());
      throw new UnusableSourceException(problems);
    }
  }

  /** Returns what it took from the start of Java until here, as on a machine that is not busy. */
  private static double sinceStart() {
    double passed = ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
    double worked = MachineResources.processorSeconds();
    return worked > 0 ? Math.min(passed, worked) : passed;
  }

  private static Plan plan(
      Recipe recipe,
      Run run,
      PlanOptions options,
      List<SourceUnit> units,
      EmbedSpeed encoders,
      double start)
      throws IOException {
    List<SourceCount> counts = CountSources.of(units);
    List<Integer> dimensions = encoders.dimensions();
    int processors = Runtime.getRuntime().availableProcessors();
    MeasureRates.Measured measured =
        MeasureRates.measure(
            encoders,
            sample(units),
            options.throughput(),
            encoders.onGpu(),
            dimensions.get(dimensions.size() - 1),
            processors);
    int workers = options.workers() == null ? processors : options.workers();
    Sizes sizes = sizes(counts, options, units.size(), dimensions);
    Assumptions assumed =
        Assumptions.of(
            options.rejected() == null ? measured.rejected() : options.rejected(),
            options.removed(),
            options.matched());
    Location output = Location.of(recipe.output());
    Capacity machine =
        new Capacity(
            processors, Runtime.getRuntime().maxMemory(), MachineResources.memory(), free(output));
    Forecast forecast =
        new Forecast(
            recipe,
            sizes,
            assumed,
            measured.rates(),
            workers,
            encoders.weightBytes(),
            encoders.pixelBytes(),
            machine.heapBytes());
    return Plan.of(
        recipe.name(),
        forecast,
        run.names(),
        workers,
        start,
        counts,
        assumed,
        measured.rates(),
        new Plan.Measurement(measured.sampled(), measured.imagesPerSecond(), measured.share()),
        machine,
        output.absolute().toString(),
        RecipeYaml.text(recipe));
  }

  /** Returns units of the pool, drawn so that they are the same each time; of others without it. */
  private static List<SourceUnit> sample(List<SourceUnit> units) {
    List<SourceUnit> pool =
        units.stream().filter(unit -> unit.source().equals(RunDirectory.POOL)).toList();
    return CountSources.draw(pool.isEmpty() ? units : pool, UNITS_SAMPLED);
  }

  private static Sizes sizes(
      List<SourceCount> counts, PlanOptions options, long units, List<Integer> dimensions) {
    double pool = 0;
    double evaluation = 0;
    Map<String, Double> sets = new LinkedHashMap<>();
    for (SourceCount count : counts) {
      double inputs = count.inputs().value();
      if (count.source().equals(RunDirectory.POOL)) {
        pool = inputs;
      } else if (count.source().equals(RunDirectory.EVALUATION)) {
        evaluation = inputs;
      } else {
        sets.put(count.source().substring(RunDirectory.CURATED.length()), inputs);
      }
    }
    return new Sizes(
        options.images() == null ? pool : options.images(),
        evaluation,
        sets,
        options.images() == null ? units : 0,
        dimensions.get(0),
        dimensions.size() > 1 ? dimensions.get(1) : 0);
  }

  /** Returns the bytes that are free where a folder is or would be, or -1. */
  private static long free(Location folder) throws IOException {
    if (!folder.isLocal()) {
      return -1;
    }
    Path there = folder.absolute().path();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there == null ? -1 : Files.getFileStore(there).getUsableSpace();
  }
}
