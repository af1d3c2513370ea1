package io.gleaner.clustering.embedding;

import java.util.Arrays;

/** A shard whose embeddings are in memory and travel with it: for samples and few queries. */
public final class ResidentShard implements EmbeddingShard {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String[] ids;
  private final float[] values;
  private final int dimension;

  /** The rows of {@code block}, shared. */
  public ResidentShard(String name, EmbeddingBlock block) {
    this.name = name;
    this.ids = block.ids();
    this.values = block.values();
    this.dimension = block.dimension();
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
