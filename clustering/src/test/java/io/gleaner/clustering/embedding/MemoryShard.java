package io.gleaner.clustering.embedding;

import java.util.Arrays;
import java.util.List;

/** A shard that is held in memory, for tests of every module. */
public final class MemoryShard implements EmbeddingShard {
  private final String name;
  private final String[] ids;
  private final float[] values;
  private final int dimension;

  public MemoryShard(String name, EmbeddingBlock block) {
    this.name = name;
    this.ids = block.ids();
    this.values = block.values();
    this.dimension = block.dimension();
  }

  public static MemoryShard of(String name, List<Embedding> embeddings) {
    return new MemoryShard(name, EmbeddingBlock.of(embeddings));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public EmbeddingReader open(int rowsPerBlock) {
    return new EmbeddingReader() {
      private int row;

      @Override
      public EmbeddingBlock next() {
        if (row == ids.length) {
          return null;
        }
        int from = row;
        row = Math.min(ids.length, row + rowsPerBlock);
        return new EmbeddingBlock(
            Arrays.copyOfRange(ids, from, row),
            Arrays.copyOfRange(values, from * dimension, row * dimension),
            dimension);
      }

      @Override
      public void close() {}
    };
  }
}
