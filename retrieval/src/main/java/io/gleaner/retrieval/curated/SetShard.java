package io.gleaner.retrieval.curated;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A shard of a curated set among those of other sets: the set's name goes before each id, so that
 * what is made of the shard tells whose it is, and with it the pool images that are copies of the
 * image, which it must not retrieve. Block by block; {@link #set}, {@link #id} and {@link
 * #copiesOf} take such ids apart.
 *
 * @param set a name without a slash
 * @param copies the copies of the shard's images
 */
public record SetShard(String set, EmbeddingShard shard, Copies copies) implements EmbeddingShard {
  /*
   * An id is given as SET/LENGTH:COPY/LENGTH:COPY<NUL>ID. Ids may hold any character, hence the
   * lengths; what follows the name of the set up to the first NUL behind the copies is read from
   * the left.
   */
  private static final char SEPARATOR = '\0';
  private static final char COPY = '/';
  private static final char LENGTH = ':';

  /** Copies that pool images are of a shard's images; read where the shard is read. */
  @FunctionalInterface
  public interface Copies extends Serializable {
    /** There are none. */
    Copies NONE = Map::of;

    /** Returns the ids of pool images by the id of the image that they are copies of. */
    Map<String, List<String>> read() throws IOException;
  }

  public SetShard {
    Objects.requireNonNull(copies, "copies");
    if (set.indexOf(COPY) >= 0 || set.indexOf(SEPARATOR) >= 0) {
      throw new IllegalArgumentException("a set's name has no slash, this one is " + set);
    }
  }

  /** A shard of images that have no copies in the pool, or whose copies do not matter. */
  public SetShard(String set, EmbeddingShard shard) {
    this(set, shard, Copies.NONE);
  }

  /** Returns the set that {@code id}, as this shard gave it, belongs to. */
  public static String set(String id) {
    int end = 0;
    while (id.charAt(end) != SEPARATOR && id.charAt(end) != COPY) {
      end++;
    }
    return id.substring(0, end);
  }

  /** Returns the identity of the image that {@code id} stands for. */
  public static String id(String id) {
    int at = set(id).length();
    while (id.charAt(at) == COPY) {
      at = endOfCopy(id, at);
    }
    return id.substring(at + 1);
  }

  /** Returns the pool images that are copies of the image that {@code id} stands for. */
  public static List<String> copiesOf(String id) {
    List<String> copies = new ArrayList<>();
    int at = set(id).length();
    while (id.charAt(at) == COPY) {
      int end = endOfCopy(id, at);
      copies.add(id.substring(id.indexOf(LENGTH, at) + 1, end));
      at = end;
    }
    return copies;
  }

  private static int endOfCopy(String id, int at) {
    int colon = id.indexOf(LENGTH, at);
    return colon + 1 + Integer.parseInt(id, at + 1, colon, 10);
  }

  private static String mark(String set, String id, List<String> copies) {
    StringBuilder mark = new StringBuilder(set);
    for (String copy : copies) {
      mark.append(COPY).append(copy.length()).append(LENGTH).append(copy);
    }
    return mark.append(SEPARATOR).append(id).toString();
  }

  @Override
  public String name() {
    return shard.name();
  }

  @Override
  public EmbeddingReader open(int rowsPerBlock) throws IOException {
    Map<String, List<String>> copiesById = copies.read();
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
          String id = block.id(row);
          ids[row] = mark(set, id, copiesById.getOrDefault(id, List.of()));
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
