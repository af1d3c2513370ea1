package io.gleaner.retrieval.neighbours.cells;

import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Shards that one worker partitions in one go. What is in a batch depends on the names of the
 * shards and their rows, never on who has time for it.
 *
 * @param name of the batch's files, unique
 * @param base whether the rows are searched
 * @param queries whether the rows are searched for
 */
public record VectorBatch(
    String name, ArrayList<EmbeddingShard> shards, boolean base, boolean queries)
    implements Serializable {

  /**
   * Groups shards, by name, into batches of about {@code rowsPerBatch} rows, at least one shard
   * each.
   */
  public static List<VectorBatch> of(
      String prefix, StoredEmbeddings stored, int rowsPerBatch, boolean base, boolean queries) {
    List<EmbeddingShard> shards = new ArrayList<>(stored.shards());
    shards.sort(Comparator.comparing(EmbeddingShard::name));
    long shardsAtOnce =
        Math.max(1, (long) rowsPerBatch * shards.size() / Math.max(1, stored.rows()));
    List<VectorBatch> batches = new ArrayList<>();
    for (int from = 0; from < shards.size(); from += shardsAtOnce) {
      int to = (int) Math.min(shards.size(), from + shardsAtOnce);
      batches.add(
          new VectorBatch(
              String.format(Locale.ROOT, "%s-%06d", prefix, batches.size()),
              new ArrayList<>(shards.subList(from, to)),
              base,
              queries));
    }
    return batches;
  }
}
