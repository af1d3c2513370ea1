package io.gleaner.retrieval.neighbours;

import io.gleaner.retrieval.neighbours.cells.CellConfig;
import java.io.Serializable;
import java.util.Locale;

/**
 * What to search for and how. {@link #DEFAULTS} has the k of Oquab et al. 2024, A.3.
 *
 * @param k nearest neighbours of each image, at least 1
 * @param index how a cell is searched
 * @param hnsw the graph, where a cell is searched through one
 * @param floor similarity below which a neighbour is left out, -1 to 1; -1 leaves nothing out
 * @param cells how the base is cut
 */
public record SearchConfig(int k, Index index, HnswConfig hnsw, float floor, CellConfig cells)
    implements Serializable {
  /** How a cell is searched. */
  public enum Index {
    /** What {@link IndexCost} takes for faster: by counts, so that the same is chosen again. */
    AUTO,
    /** Blocked matrix products: every pair is looked at. */
    EXACT,
    /** A hierarchical navigable small-world graph: most pairs are not looked at. */
    HNSW
  }

  public static final SearchConfig DEFAULTS =
      new SearchConfig(64, Index.AUTO, HnswConfig.DEFAULTS, -1, CellConfig.DEFAULTS);

  public SearchConfig {
    checkK(k);
    if (!(floor >= -1 && floor <= 1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "floor is %s, must be -1 to 1", floor));
    }
  }

  static void checkK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "k is %d, must be at least 1", k));
    }
  }

  /** Leaves out what is below the floor; a rounded cosine may be just below -1. */
  NeighbourBlock aboveFloor(NeighbourBlock block) {
    return floor > -1 ? block.atLeast(floor) : block;
  }

  public SearchConfig withK(int k) {
    return new SearchConfig(k, index, hnsw, floor, cells);
  }

  public SearchConfig withIndex(Index index) {
    return new SearchConfig(k, index, hnsw, floor, cells);
  }

  public SearchConfig withHnsw(HnswConfig hnsw) {
    return new SearchConfig(k, index, hnsw, floor, cells);
  }

  public SearchConfig withFloor(float floor) {
    return new SearchConfig(k, index, hnsw, floor, cells);
  }

  public SearchConfig withCells(CellConfig cells) {
    return new SearchConfig(k, index, hnsw, floor, cells);
  }
}
