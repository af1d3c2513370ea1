package io.gleaner.clustering.embedding;

import java.util.List;
import java.util.Locale;

/**
 * Embeddings as a pipeline is given them.
 *
 * @param shards where they are
 * @param rows how many they are together; where rows are left out on reading, a bound
 */
public record StoredEmbeddings(List<EmbeddingShard> shards, long rows) {
  public StoredEmbeddings {
    shards = List.copyOf(shards);
    if (rows < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "rows is %d, must be at least 0", rows));
    }
  }
}
