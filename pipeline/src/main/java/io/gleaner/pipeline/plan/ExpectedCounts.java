package io.gleaner.pipeline.plan;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.Recipe.CuratedSet;
import java.util.ArrayList;
import java.util.List;

/**
 * How many images a run has at each of its steps, as sizes and assumptions say.
 *
 * @param embedded images of all sources
 * @param rejected inputs of all sources that cannot be used
 * @param pool images of the pool
 * @param left of these, after deduplication
 * @param evaluation images of the evaluation sets
 * @param curated images of all curated sets
 * @param queries of these, in sets that retrieve by sample
 * @param composition a row for each set and mode
 * @param manifest pictures of all sets together; without sets, what is left of the pool
 */
public record ExpectedCounts(
    double embedded,
    double rejected,
    double pool,
    double left,
    double evaluation,
    double curated,
    double queries,
    List<CompositionRow> composition,
    double manifest) {

  public static ExpectedCounts of(Recipe recipe, Sizes sizes, Assumptions assumed) {
    double used = 1 - assumed.rejected();
    double pool = sizes.pool() * used;
    double left = pool * (1 - assumed.removed());
    List<CompositionRow> rows = new ArrayList<>();
    double queries = 0;
    double asIs = 0;
    double without = 1; // share of the pool that no set draws, if sets draw independently
    for (CuratedSet set : recipe.curated()) {
      double images = sizes.sets().getOrDefault(set.name(), 0.0) * used;
      for (String mode : set.retrieve()) {
        CompositionRow row =
            bounded(CompositionRow.of(demand(recipe, set, mode, images, left, assumed)), left);
        rows.add(row);
        queries += mode.equals("sample") ? images : 0;
        if (mode.equals("as_is")) {
          asIs += row.kept();
        } else if (left > 0) {
          without *= 1 - Math.min(1, row.kept() / left);
        }
      }
    }
    return new ExpectedCounts(
        sizes.inputs() * used,
        sizes.inputs() * assumed.rejected(),
        pool,
        left,
        sizes.evaluation() * used,
        sizes.curated() * used,
        queries,
        List.copyOf(rows),
        recipe.curated().isEmpty() ? left : asIs + left * (1 - without));
  }

  private static SetDemand demand(
      Recipe recipe, CuratedSet set, String mode, double images, double left, Assumptions assumed) {
    double clusters = recipe.cluster() == null ? 1 : recipe.cluster().clusters();
    double most = Math.min(clusters, Math.floor(images / (set.moreThan() + 1)));
    return new SetDemand(
        set.task(),
        set.name(),
        Math.round(images),
        mode,
        set.perQuery(),
        assumed.matched() * most,
        Math.min(set.perCluster(), left / clusters),
        set.cap());
  }

  /** A set cannot keep more of the pool than there is. */
  private static CompositionRow bounded(CompositionRow row, double left) {
    return row.retrieved() == null || row.kept() <= left
        ? row
        : new CompositionRow(
            row.task(),
            row.dataset(),
            row.images(),
            row.retrieval(),
            row.retrieved(),
            Math.round(left));
  }

  /** Returns the rows that sets retrieve, in all modes. */
  double retrieved() {
    return composition.stream().mapToDouble(CompositionRow::kept).sum();
  }
}
