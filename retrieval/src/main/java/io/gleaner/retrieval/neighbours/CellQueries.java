package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.retrieval.neighbours.cells.CellRows;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * Asks an index the queries of a cell, which come slice by slice, in blocks as large as it likes
 * them. Memory: one block. Not thread-safe.
 */
final class CellQueries {
  private final NeighbourIndex index;
  private final SearchConfig config;
  private final BiConsumer<NeighbourBlock, int[]> output;
  private final int[] homes;
  private String[] ids;
  private float[] values;
  private int dimension;
  private int rows;

  /**
   * @param output takes the lists of a block of queries, and the home of each
   */
  CellQueries(NeighbourIndex index, SearchConfig config, BiConsumer<NeighbourBlock, int[]> output) {
    this.index = index;
    this.config = config;
    this.output = output;
    homes = new int[index.rowsPerQuery()];
  }

  /** Asks for {@code slice}, or for nothing where it is null. */
  void ask(CellRows slice) {
    if (slice == null) {
      return;
    }
    if (ids == null) {
      dimension = slice.dimension();
      ids = new String[homes.length];
      values = new float[homes.length * dimension];
    }
    for (int from = 0; from < slice.ids().length; ) {
      int count = Math.min(homes.length - rows, slice.ids().length - from);
      System.arraycopy(slice.ids(), from, ids, rows, count);
      System.arraycopy(slice.homes(), from, homes, rows, count);
      System.arraycopy(
          slice.values(), from * dimension, values, rows * dimension, count * dimension);
      rows += count;
      from += count;
      if (rows == homes.length) {
        finish();
      }
    }
  }

  /** Asks what is left. */
  void finish() {
    if (rows > 0) {
      EmbeddingBlock block =
          new EmbeddingBlock(
              Arrays.copyOf(ids, rows), Arrays.copyOf(values, rows * dimension), dimension);
      output.accept(
          config.aboveFloor(index.nearest(block, config.k())), Arrays.copyOf(homes, rows));
      rows = 0;
    }
  }
}
