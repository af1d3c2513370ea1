package io.gleaner.retrieval.neighbours;

import java.io.Serializable;

/**
 * What to search for and how. {@link #DEFAULTS} has the k of Oquab et al. 2024, A.3.
 *
 * @param k nearest neighbours of each image, at least 1
 * @param index how the base is searched
 * @param hnsw the graph, where {@code index} is {@link Index#HNSW}
 * @param floor similarity below which a neighbour is left out, -1 to 1; -1 leaves nothing out
 */
public record SearchConfig(int k, Index index, HnswConfig hnsw, float floor)
    implements Serializable {
  /** How a base is searched. */
  public enum Index {
    /** Blocked matrix products: every pair is looked at. */
    EXACT,
    /** A hierarchical navigable small-world graph: most pairs are not looked at. */
    HNSW
  }

  public static final SearchConfig DEFAULTS =
      new SearchConfig(64, Index.HNSW, HnswConfig.DEFAULTS, -1);

  public SearchConfig {
    checkK(k);
    if (!(floor >= -1 && floor <= 1)) {
      throw new IllegalArgumentException("floor is %s, must be -1 to 1".formatted(floor));
    }
  }

  static void checkK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k is %d, must be at least 1".formatted(k));
    }
  }

  public SearchConfig withK(int k) {
    return new SearchConfig(k, index, hnsw, floor);
  }

  public SearchConfig withIndex(Index index) {
    return new SearchConfig(k, index, hnsw, floor);
  }

  public SearchConfig withHnsw(HnswConfig hnsw) {
    return new SearchConfig(k, index, hnsw, floor);
  }

  public SearchConfig withFloor(float floor) {
    return new SearchConfig(k, index, hnsw, floor);
  }
}
