package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * What an index is built over: embeddings in memory, ascending by id, so that the number of a row
 * says which of two equally similar images comes first. Memory: 4 × dimension bytes a row and the
 * ids; while rows are added, up to half as much again.
 */
final class SortedEmbeddings {
  private static final int READ_ROWS = 4096;
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private final String[] ids;
  private final float[] values;
  private final int rows;
  private final int dimension;

  private SortedEmbeddings(String[] ids, float[] values, int rows, int dimension) {
    this.ids = ids;
    this.values = values;
    this.rows = rows;
    this.dimension = dimension;
  }

  /** Reads all of {@code shards}. */
  static SortedEmbeddings of(List<EmbeddingShard> shards) throws IOException {
    Builder builder = new Builder(READ_ROWS);
    for (EmbeddingShard shard : shards) {
      try (EmbeddingReader reader = shard.open(READ_ROWS)) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          for (int row = 0; row < block.rows(); row++) {
            builder.add(block.id(row), block.values(), block.offset(row), block.dimension());
          }
        }
      }
    }
    return builder.build();
  }

  int rows() {
    return rows;
  }

  /** Returns the number of components; of no rows, 0. */
  int dimension() {
    return dimension;
  }

  String id(int row) {
    return ids[row];
  }

  /** Returns [at least rows, dimension], row-major, shared. */
  float[] values() {
    return values;
  }

  int offset(int row) {
    return row * dimension;
  }

  /** Returns the row of an image, or a negative number. */
  int row(String id) {
    return Arrays.binarySearch(ids, id);
  }

  /** Returns a copy of rows {@code [from, to)}. */
  EmbeddingBlock block(int from, int to) {
    return new EmbeddingBlock(
        Arrays.copyOfRange(ids, from, to),
        Arrays.copyOfRange(values, offset(from), offset(to)),
        dimension);
  }

  /** Takes rows in any order. Not thread-safe. */
  static final class Builder {
    private String[] ids;
    private float[] values = {};
    private int rows;
    private int dimension;

    /**
     * @param expected rows that are likely to come
     */
    Builder(int expected) {
      ids = new String[Math.max(16, expected)];
    }

    /**
     * Copies a row.
     *
     * @throws IllegalArgumentException if it differs from the first in dimension, or if an array
     *     cannot hold as many rows
     */
    void add(String id, float[] from, int offset, int components) {
      if (rows == 0) {
        dimension = components;
        values = new float[length(ids.length)];
      } else if (components != dimension) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s has dimension %d, but %s has %d",
                id,
                components,
                ids[0],
                dimension));
      }
      if (rows == ids.length) {
        ids = Arrays.copyOf(ids, rows + rows / 2);
        values = Arrays.copyOf(values, length(ids.length));
      }
      ids[rows] = id;
      System.arraycopy(from, offset, values, rows * dimension, dimension);
      rows++;
    }

    private int length(int capacity) {
      long length = (long) capacity * dimension;
      if (length > MOST_VALUES) {
        length = MOST_VALUES / dimension * (long) dimension;
        if ((rows + 1L) * dimension > length) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "an index holds at most %d rows of dimension %d, must be cut into cells",
                  rows,
                  dimension));
        }
      }
      return (int) length;
    }

    /** Sorts what was added; nothing may be added after. */
    SortedEmbeddings build() {
      int[] order =
          IntStream.range(0, rows)
              .boxed()
              .sorted(Comparator.comparing(row -> ids[row]))
              .mapToInt(Integer::intValue)
              .toArray();
      String[] sorted = new String[rows];
      Arrays.setAll(sorted, place -> ids[order[place]]);
      permute(order);
      return new SortedEmbeddings(sorted, values, rows, dimension);
    }

    /** Moves row {@code order[i]} to row {@code i}, cycle after cycle, in place. */
    private void permute(int[] order) {
      float[] first = new float[dimension];
      for (int start = 0; start < rows; start++) {
        if (order[start] < 0 || order[start] == start) {
          continue;
        }
        System.arraycopy(values, start * dimension, first, 0, dimension);
        int hole = start;
        while (order[hole] != start) {
          int from = order[hole];
          System.arraycopy(values, from * dimension, values, hole * dimension, dimension);
          order[hole] = -1;
          hole = from;
        }
        System.arraycopy(first, 0, values, hole * dimension, dimension);
        order[hole] = -1;
      }
    }
  }
}
