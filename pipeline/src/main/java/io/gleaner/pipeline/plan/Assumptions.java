package io.gleaner.pipeline.plan;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What nobody knows before images were looked at, with the values that are taken for it.
 *
 * @param rejected share of the inputs that cannot be used
 * @param removed share of the pool's images that deduplication removes
 * @param matched clusters that a set draws from, as a share of the most that its images can fill:
 *     images / (more_than + 1), and no more than there are clusters
 * @param storedEdges edges above the floor, for each image of the pool
 * @param decidingEdges edges above the threshold, likewise
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Assumptions(
    double rejected, double removed, double matched, double storedEdges, double decidingEdges) {
  /** A fifth of the pool is removed: of the paper's two steps 15 % and 32 % of what is left. */
  public static final double REMOVED = 0.2;

  /** The median of the paper's 21 sets that retrieve by cluster is 0.3 (docs/plan.md). */
  public static final double MATCHED = 0.3;

  /** Between 0.1 of photographs that differ and 5 of docs/scale.md's. */
  public static final double STORED_EDGES = 2;

  /** As in docs/scale.md. */
  public static final double DECIDING_EDGES = 0.5;

  public Assumptions {
    require("rejected", rejected, 1);
    require("removed", removed, 1);
    require("matched", matched, 1);
  }

  public static Assumptions of(double rejected, double removed, double matched) {
    return new Assumptions(rejected, removed, matched, STORED_EDGES, DECIDING_EDGES);
  }

  private static void require(String name, double share, double most) {
    if (!(share >= 0 && share <= most)) {
      throw new IllegalArgumentException(name + " is " + share + ", must be 0 to 1");
    }
  }
}
