package io.gleaner.retrieval.neighbours;

/**
 * Estimates the time of searching a cell, to choose between products and a graph. The constants are
 * nanoseconds of one core with bfloat16 units (AVX-512), measured by {@code NeighbourBenchmark} on
 * 20,000 to 200,000 vectors of 384 dimensions; another machine may have others, but the choice must
 * not depend on the machine, so they stay.
 */
final class IndexCost {
  private static final double PRODUCT_PER_COMPONENT = 2.5e-3;
  private static final double PRODUCT_PER_PAIR = 0.2;
  private static final double EXACT_PER_NEIGHBOUR = 200;
  private static final double DISTANCE_PER_COMPONENT = 0.1;
  private static final double DISTANCE = 120;

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
    return pairs * (PRODUCT_PER_COMPONENT * dimension + PRODUCT_PER_PAIR)
        + (double) queries * k * EXACT_PER_NEIGHBOUR;
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
