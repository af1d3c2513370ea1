package io.gleaner.pipeline.plan;

import java.util.Map;

/**
 * How much a run reads, as counted or given.
 *
 * @param pool inputs of the pool
 * @param evaluation inputs of the evaluation sets, 0 where there are none
 * @param sets inputs of each curated set by its name, in the recipe's order
 * @param given of all these inputs, those whose embeddings were made elsewhere
 * @param units that the inputs are spread over, which is how many workers can embed at once; 0
 *     where that is not known
 * @param dimension components of the semantic embedding
 * @param copyDimension components of a copy-detection embedding of its own, 0 where there is none
 */
public record Sizes(
    double pool,
    double evaluation,
    Map<String, Double> sets,
    double given,
    long units,
    int dimension,
    int copyDimension) {

  /** Returns the components of the vectors that deduplication compares. */
  public int searched() {
    return copyDimension == 0 ? dimension : copyDimension;
  }

  /** Returns all inputs. */
  public double inputs() {
    return pool + evaluation + curated();
  }

  /** Returns the inputs that are images, to be embedded. */
  public double pictures() {
    return inputs() - given;
  }

  /** Returns the inputs of all curated sets. */
  public double curated() {
    return sets.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
