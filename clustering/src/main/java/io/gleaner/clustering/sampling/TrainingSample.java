package io.gleaner.clustering.sampling;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Draws the embeddings that centroids are trained on. */
public final class TrainingSample {
  private static final int ROWS_PER_BLOCK = 4096;

  private TrainingSample() {}

  private record Row(String id, float[] vector) {}

  /**
   * Draws at most {@code limit} embeddings by keyed hash and returns them by id, so that the sample
   * is the same however the pool is cut into shards. Memory: 4 × limit × dimension bytes and what
   * the ids take, twice while it is put together.
   */
  public static EmbeddingBlock draw(List<? extends EmbeddingShard> shards, long limit, long seed)
      throws IOException {
    KeyedSample<Row> sample = new KeyedSample<>(limit, seed, "train");
    int dimension = 1;
    for (EmbeddingShard shard : shards) {
      try (EmbeddingReader reader = shard.open(ROWS_PER_BLOCK)) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          dimension = block.dimension();
          for (int row = 0; row < block.rows(); row++) {
            if (sample.wants(block.id(row))) {
              int offset = block.offset(row);
              sample.offer(
                  block.id(row),
                  new Row(
                      block.id(row),
                      Arrays.copyOfRange(block.values(), offset, offset + dimension)));
            }
          }
        }
      }
    }
    List<Row> rows = sample.items();
    String[] ids = new String[rows.size()];
    float[] values = new float[Math.multiplyExact(rows.size(), dimension)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = rows.get(i).id();
      System.arraycopy(rows.get(i).vector(), 0, values, i * dimension, dimension);
    }
    return new EmbeddingBlock(ids, values, dimension);
  }
}
