package io.gleaner.retrieval.curated;

import io.gleaner.retrieval.neighbours.NeighbourBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Retrieval by sample with shared images: the N nearest pool images of each curated image that are
 * similar enough, whoever else retrieves them ({@link Collisions#SHARE}), block by block. For
 * {@link Collisions#REFILL} see {@link RefillRetrieval}, which has to see the whole set. Oquab et
 * al. 2024, A.4.
 */
public final class SampleRetrieval {
  private SampleRetrieval() {}

  /** Returns the first neighbours of each query, ranked from 1. */
  public static List<Retrieval> share(String set, NeighbourBlock block, SampleConfig config) {
    List<Retrieval> retrievals = new ArrayList<>();
    for (int row = 0; row < block.rows(); row++) {
      int taken = Math.min(config.perQuery(), block.size(row));
      for (int rank = 1; rank <= taken; rank++) {
        int entry = block.start(row) + rank - 1;
        if (!config.minSimilarity().admits(block.similarity(entry))) {
          break; // and so those after it, which are less similar
        }
        retrievals.add(
            Retrieval.bySample(
                set, block.id(entry), block.query(row), rank, block.similarity(entry)));
      }
    }
    return retrievals;
  }
}
