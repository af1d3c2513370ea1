package io.gleaner.clustering.embedding;

import java.io.Closeable;
import java.io.IOException;

/** One pass over a shard, block after block. Holds one block at a time. Not thread-safe. */
public interface EmbeddingReader extends Closeable {
  /** Returns the next block, at least one row, or null at the end of the shard. */
  EmbeddingBlock next() throws IOException;
}
