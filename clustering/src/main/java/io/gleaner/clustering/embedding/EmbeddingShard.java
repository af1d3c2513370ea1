package io.gleaner.clustering.embedding;

import java.io.IOException;
import java.io.Serializable;

/**
 * A reference to a stored run of embeddings, such as one Parquet file: small, serialisable, and
 * readable any number of times on any worker, always in the same order. Workers move shards and
 * read blocks where the work is, so that vectors are never shuffled.
 */
public interface EmbeddingShard extends Serializable {
  /** Returns what names this shard among those of its pool, the same on every run. */
  String name();

  /**
   * Opens the shard for one pass from the start. Vectors without a direction are left out; the rest
   * arrive scaled to unit length.
   *
   * @param rowsPerBlock rows of each block but the last, at least 1
   */
  EmbeddingReader open(int rowsPerBlock) throws IOException;
}
