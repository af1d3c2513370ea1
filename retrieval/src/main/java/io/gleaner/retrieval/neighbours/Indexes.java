package io.gleaner.retrieval.neighbours;

/** Builds the index that a configuration asks for. */
final class Indexes {
  private Indexes() {}

  /**
   * Builds an index over {@code base}.
   *
   * @param queries how many it will be asked
   */
  static NeighbourIndex over(SortedEmbeddings base, long queries, SearchConfig config) {
    return switch (IndexCost.choose(base.rows(), queries, base.dimension(), config)) {
      case HNSW -> HnswSearch.over(base, config.hnsw());
      case EXACT -> ExactIndex.over(base, config.floor());
      case AUTO -> throw new IllegalStateException("auto chooses one of the others");
    };
  }
}
