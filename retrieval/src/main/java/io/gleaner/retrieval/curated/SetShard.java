package io.gleaner.retrieval.curated;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import java.io.IOException;

/**
 * A shard of a curated set among those of other sets: the set's name goes before each id, so that
 * what is made of the shard tells whose it is. Block by block; {@link #set} and {@link #id} take
 * such ids apart.
 */
public record SetShard(String set, EmbeddingShard shard) implements EmbeddingShard {
  private static final char SEPARATOR = '\0';

  /** Returns the set that {@code id}, as this shard gave it, belongs to. */
  public static String set(String id) {
    return id.substring(0, id.indexOf(SEPARATOR));
  }

  /** Returns the identity of the image that {@code id} stands for. */
  public static String id(String id) {
    return id.substring(id.indexOf(SEPARATOR) + 1);
  }

  @Override
  public String name() {
    return shard.name();
  }

  @Override
  public EmbeddingReader open(int rowsPerBlock) throws IOException {
    EmbeddingReader reader = shard.open(rowsPerBlock);
    return new EmbeddingReader() {
      @Override
      public EmbeddingBlock next() throws IOException {
        EmbeddingBlock block = reader.next();
        if (block == null) {
          return null;
        }
        String[] ids = new String[block.rows()];
        for (int row = 0; row < ids.length; row++) {
          ids[row] = set + SEPARATOR + block.id(row);
        }
        return new EmbeddingBlock(ids, block.values(), block.dimension());
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }
}
