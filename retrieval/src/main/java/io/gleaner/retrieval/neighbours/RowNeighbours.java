package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import java.util.Arrays;
import java.util.Locale;

/** Turns rows of a base that were found for queries, one after another, into a block of images. */
final class RowNeighbours {
  private final SortedEmbeddings base;
  private final EmbeddingBlock queries;
  private final int k;
  private final int[] starts;
  private String[] ids;
  private float[] similarities;
  private int own;
  private int query = -1;
  private int size;

  /**
   * @throws IllegalArgumentException where queries and base have different dimensions
   */
  RowNeighbours(SortedEmbeddings base, EmbeddingBlock queries, int k) {
    if (base.rows() > 0 && queries.rows() > 0 && queries.dimension() != base.dimension()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s and %d more have dimension %d, the other side of the search has %d",
              queries.id(0),
              queries.rows() - 1,
              queries.dimension(),
              base.dimension()));
    }
    this.base = base;
    this.queries = queries;
    this.k = k;
    starts = new int[queries.rows() + 1];
    ids = new String[queries.rows() * 16];
    similarities = new float[ids.length];
  }

  /** Begins the next query; those left out have no neighbours. */
  void begin(int next) {
    Arrays.fill(starts, query + 1, next + 1, size);
    query = next;
    own = base.row(queries.id(next));
  }

  /** Returns whether the query has its k neighbours. */
  boolean full() {
    return size - starts[query] >= k;
  }

  int k() {
    return k;
  }

  /** Takes a row, unless it is the query itself. Rows come nearest first. */
  void add(int row, float similarity) {
    if (row == own) {
      return;
    }
    if (size == ids.length) {
      int capacity = Math.max(64, Math.addExact(size, size / 2));
      ids = Arrays.copyOf(ids, capacity);
      similarities = Arrays.copyOf(similarities, capacity);
    }
    ids[size] = base.id(row);
    similarities[size++] = similarity;
  }

  NeighbourBlock finish() {
    Arrays.fill(starts, query + 1, starts.length, size);
    return new NeighbourBlock(
        queries.ids(), starts, Arrays.copyOf(ids, size), Arrays.copyOf(similarities, size));
  }
}
