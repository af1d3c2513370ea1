package io.gleaner.retrieval.neighbours;

import java.io.Serializable;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/** Counts queries whose lists are complete, and the entries of these lists. */
final class FoundCounters implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Counter queries = Metrics.counter("neighbours", "queries");
  private final Counter found = Metrics.counter("neighbours", "found");

  void count(NeighbourBlock block) {
    queries.inc(block.rows());
    found.inc(block.entries());
  }
}
