package io.gleaner.pipeline.plan.measure;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeYaml;
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
import io.gleaner.pipeline.source.GivenUnit;
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
import java.util.Set;
import java.util.stream.Collectors;

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
    List<String> problems = new ArrayList<>();
    List<SourceUnit> units = list(run, options, problems);
    try (EmbedSpeed encoders = load(recipe, run, problems)) {
      problems.addAll(run.givenProblems());
      List<Integer> dimensions = encoders == null ? given(units) : encoders.dimensions();
      if (dimensions.isEmpty() && problems.isEmpty()) {
        problems.add("no file of embeddings is there, and nothing else tells their components");
      }
      if (!problems.isEmpty()) {
        throw new UnusableSourceException(problems);
      }
      run.requireApart();
      double start = sinceStart();
      return plan(recipe, run, options, units, encoders, dimensions, start);
    }
  }

  /** Returns the components of embeddings that were made elsewhere; none where none can be read. */
  private static List<Integer> given(List<SourceUnit> units) {
    for (SourceUnit unit : units) {
      try {
        int dimension = unit instanceof GivenUnit file ? file.extent(true).dimension() : 0;
        if (dimension > 0) {
          return List.of(dimension);
        }
      } catch (IOException | RuntimeException e) {
        continue; // what is wrong with it is told with all else
      }
    }
    return List.of();
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

  /**
   * Loads the encoders; where one cannot be used, tells that with what is wrong with sources. Null
   * where the recipe embeds nothing.
   */
  private static EmbedSpeed load(Recipe recipe, Run run, List<String> problems) throws IOException {
    if (recipe.encoder() == null) {
      return null;
    }
    try {
      return EmbedSpeed.of(run.embedding());
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
      List<Integer> dimensions,
      double start)
      throws IOException {
    List<SourceCount> counts = CountSources.of(units);
    int processors = Runtime.getRuntime().availableProcessors();
    MeasureRates.Measured measured =
        MeasureRates.measure(
            encoders,
            sample(units),
            options.throughput(),
            dimensions.get(dimensions.size() - 1),
            processors);
    int workers = options.workers() == null ? processors : options.workers();
    Sizes sizes = sizes(recipe, counts, options, units, dimensions);
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
            encoders == null ? 0 : encoders.weightBytes(),
            encoders == null ? 0 : encoders.pixelBytes(),
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

  /**
   * Returns units of images of the pool, drawn so that they are the same each time; of others where
   * it has none.
   */
  private static List<SourceUnit> sample(List<SourceUnit> units) {
    List<SourceUnit> images = units.stream().filter(unit -> !(unit instanceof GivenUnit)).toList();
    List<SourceUnit> pool =
        images.stream().filter(unit -> unit.source().equals(RunDirectory.POOL)).toList();
    return CountSources.draw(pool.isEmpty() ? images : pool, UNITS_SAMPLED);
  }

  private static Sizes sizes(
      Recipe recipe,
      List<SourceCount> counts,
      PlanOptions options,
      List<SourceUnit> units,
      List<Integer> dimensions) {
    Set<String> embedded =
        units.stream()
            .filter(unit -> !(unit instanceof GivenUnit))
            .map(SourceUnit::source)
            .collect(Collectors.toSet());
    double pool = 0;
    double evaluation = 0;
    double given = 0;
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
      boolean pooled = count.source().equals(RunDirectory.POOL) && options.images() != null;
      given += pooled || embedded.contains(count.source()) ? 0 : inputs;
    }
    if (options.images() != null) {
      pool = options.images();
      given += recipe.pool().given().embeddings().isEmpty() ? 0 : pool;
    }
    return new Sizes(
        pool,
        evaluation,
        sets,
        given,
        options.images() == null ? units.size() : 0,
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
