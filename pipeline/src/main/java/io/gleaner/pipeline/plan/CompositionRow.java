package io.gleaner.pipeline.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A row of the composition table (Oquab et al. 2024, Table 15): what a set contributes in one mode.
 *
 * @param images of the set
 * @param retrieved pool images before the cap; null for a set that goes in as it is
 * @param kept images that go in: the table's column {@code final}
 */
public record CompositionRow(
    String task,
    String dataset,
    long images,
    String retrieval,
    Long retrieved,
    @JsonProperty("final") long kept) {

  /**
   * Applies the rules of Oquab et al. 2024, A.4: {@code sample} retrieves {@code images ×
   * per_query}, {@code cluster} draws {@code per_cluster} from each matched cluster and keeps
   * {@code cap} of them, and a set as it is goes in whole.
   */
  public static CompositionRow of(SetDemand demand) {
    return switch (demand.mode()) {
      case "as_is" -> row(demand, "as is", null, demand.images());
      case "sample" -> {
        long retrieved = demand.images() * demand.perQuery();
        yield row(demand, "sample", retrieved, retrieved);
      }
      case "cluster" -> {
        long retrieved = Math.round(demand.matched() * demand.perCluster());
        yield row(demand, "cluster", retrieved, Math.min(retrieved, demand.cap()));
      }
      default -> throw new IllegalArgumentException("a mode that is none: " + demand.mode());
    };
  }

  private static CompositionRow row(SetDemand demand, String mode, Long retrieved, long kept) {
    return new CompositionRow(demand.task(), demand.set(), demand.images(), mode, retrieved, kept);
  }
}
