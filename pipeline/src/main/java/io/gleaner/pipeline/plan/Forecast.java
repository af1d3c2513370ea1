package io.gleaner.pipeline.plan;

import io.gleaner.pipeline.config.Recipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run is expected to take: its counts, and for each stage time, memory, disk and what is
 * shuffled. Nothing is looked at here: the same sizes, assumptions and rates give the same
 * forecast.
 */
public final class Forecast {
  /** A worker's disk and network, a second; used where bytes go between machines. */
  private static final double WORKER_BYTES = 1e9;

  private final Recipe recipe;
  private final Sizes sizes;
  private final int workers;
  private final ExpectedCounts counts;
  private final StageFormulas formulas;
  private final long encoderBytes;
  private final long pixelBytes;

  /**
   * @param workers threads of all machines together, each with a core
   * @param encoderBytes of the networks, in each process
   * @param pixelBytes of preprocessed pixels, in each worker
   * @param heap of the driver
   */
  public Forecast(
      Recipe recipe,
      Sizes sizes,
      Assumptions assumed,
      Rates rates,
      int workers,
      long encoderBytes,
      long pixelBytes,
      long heap) {
    this.recipe = recipe;
    this.sizes = sizes;
    this.workers = workers;
    this.encoderBytes = encoderBytes;
    this.pixelBytes = pixelBytes;
    this.counts = ExpectedCounts.of(recipe, sizes, assumed);
    this.formulas = new StageFormulas(recipe, sizes, assumed, rates, counts, heap);
  }

  public ExpectedCounts counts() {
    return counts;
  }

  /**
   * Returns a forecast of each stage.
   *
   * @param names of the stages, in order
   */
  public List<StageForecast> stages(List<String> names) {
    List<StageForecast> stages = new ArrayList<>();
    for (String name : names) {
      Cost cost = formulas.of(name);
      double start = formulas.start(name);
      boolean embeds = name.equals("embed");
      double cores = embeds && sizes.units() > 0 ? Math.min(workers, sizes.units()) : workers;
      double moved =
          workers <= 1 ? 0 : (2 * cost.aside() + cost.shuffled()) / (workers * WORKER_BYTES);
      stages.add(
          new StageForecast(
              name,
              Math.round(in(name)),
              Math.round(out(name)),
              marked(name),
              (cost.coreSeconds() + cost.serialSeconds() + start) / 3600,
              start + cost.serialSeconds() + cost.coreSeconds() / cores + moved,
              Math.round(cost.thread()),
              Math.round(cost.driver()),
              embeds ? encoderBytes + workers * pixelBytes : 0,
              Math.round(cost.kept()),
              Math.round(cost.aside()),
              Math.round(cost.shuffled())));
    }
    return List.copyOf(stages);
  }

  private double in(String stage) {
    return switch (stage) {
      case "embed" -> sizes.inputs();
      case "hash", "deduplicate" -> counts.pool();
      case "neighbours" -> counts.pool() + counts.evaluation();
      case "curated_copies", "retrieve" -> counts.left() + counts.curated();
      case "cluster" -> counts.left();
      default -> counts.composition().isEmpty() ? counts.left() : counts.retrieved();
    };
  }

  private double out(String stage) {
    return switch (stage) {
      case "embed" -> counts.embedded();
      case "hash", "neighbours" -> counts.pool();
      case "deduplicate", "curated_copies", "cluster" -> counts.left();
      case "retrieve" -> counts.retrieved();
      default -> counts.manifest();
    };
  }

  /** What the mark of a stage counts of what can be told before. */
  private Map<String, Long> marked(String stage) {
    Map<String, Long> marked = new LinkedHashMap<>();
    switch (stage) {
      case "embed" -> {
        marked.put("images", Math.round(counts.embedded()));
        marked.put("rejected", Math.round(counts.rejected()));
        if (sizes.units() > 0) {
          marked.put("units", sizes.units());
        }
      }
      case "hash", "neighbours" -> marked.put("images", Math.round(counts.pool()));
      case "deduplicate" -> {
        marked.put("images", Math.round(counts.pool()));
        marked.put("left", Math.round(counts.left()));
      }
      case "cluster" -> {
        marked.put("images", Math.round(counts.left()));
        if (recipe.cluster() != null) {
          marked.put("clusters", Math.min(recipe.cluster().clusters(), Math.round(counts.left())));
        }
      }
      case "retrieve" -> marked.put("retrieved", Math.round(counts.retrieved()));
      case "manifest" -> marked.put("images", Math.round(counts.manifest()));
      default -> {
        // Nothing that is known before.
      }
    }
    return marked;
  }
}
