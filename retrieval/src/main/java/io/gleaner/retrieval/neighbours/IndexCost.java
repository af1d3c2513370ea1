package io.gleaner.retrieval.neighbours;

/**
 * Estimates the time of searching a cell, to choose between products and a graph. By counts alone,
 * so that the same is chosen again on any machine: a graph's answer is approximate. The constants
 * are nanoseconds of a core with bfloat16 units that was busy with other work as well; only their
 * ratios count. From {@code NeighbourBenchmark 4000 1000 384 100} (graph: 1.4 ms an insertion, 0.82
 * ms a query; exact: 91 us a query) and {@code CellsBenchmark 100000 2000 384} (exact: 555 us a
 * query). A cell of as many queries as rows, all of 384 dimensions, is worth a graph from some
 * 450,000 rows.
 */
final class IndexCost {
  private static final double PAIR = 1.9;
  private static final double PAIR_PER_COMPONENT = 0.0075;
  private static final double NEIGHBOUR = 1100;
  private static final double DISTANCE = 200;
  private static final double DISTANCE_PER_COMPONENT = 0.7;

  private IndexCost() {}

  /** Returns how a cell is searched: as configured, or what takes less time. */
  static SearchConfig.Index choose(long rows, long queries, int dimension, SearchConfig config) {
    return switch (config.index()) {
      case EXACT, HNSW -> config.index();
      case AUTO ->
          hnsw(rows, queries, dimension, config) < exact(rows, queries, dimension, config.k())
              ? SearchConfig.Index.HNSW
              : SearchConfig.Index.EXACT;
    };
  }

  /** Returns nanoseconds of asking everything of everyone. */
  static double exact(long rows, long queries, int dimension, int k) {
    double pairs = (double) rows * queries;
    return pairs * (PAIR + PAIR_PER_COMPONENT * dimension) + (double) queries * k * NEIGHBOUR;
  }

  /**
   * Returns nanoseconds of building a graph and walking it: an insertion or a query looks at about
   * (beam × links) vectors.
   */
  static double hnsw(long rows, long queries, int dimension, SearchConfig config) {
    HnswConfig graph = config.hnsw();
    double distance = DISTANCE + DISTANCE_PER_COMPONENT * dimension;
    double beam = Math.max(graph.beamWidthSearch(), config.k() + 1);
    return distance
        * graph.links()
        * ((double) rows * graph.beamWidthConstruction() + queries * beam);
  }
}
