package io.gleaner.retrieval.neighbours.exact;

import java.util.Arrays;

/**
 * The k best of the rows that are offered for one query, by similarity down, then row up, whatever
 * the order of the offers: a binary heap on primitive arrays with the worst at the root. Memory: 8
 * bytes for each row held, grown as they come. Time: O(log k) an offer that is taken. Not
 * thread-safe.
 */
public final class NearestOfQuery {
  private static final int FIRST_CAPACITY = 64;

  private final int k;
  private float[] similarities;
  private int[] rows;
  private int size;

  public NearestOfQuery(int k) {
    this.k = k;
    similarities = new float[Math.min(k, FIRST_CAPACITY)];
    rows = new int[similarities.length];
  }

  /** Returns the least similarity that could still be taken; negative infinity while not full. */
  float bar() {
    return size < k ? Float.NEGATIVE_INFINITY : similarities[0];
  }

  public int size() {
    return size;
  }

  /** Takes {@code row} if it is among the k best so far. NaN is never taken. */
  public void offer(int row, float similarity) {
    if (size < k) {
      if (Float.isNaN(similarity)) {
        return;
      }
      if (size == similarities.length) {
        int capacity = (int) Math.min(k, 2L * size);
        similarities = Arrays.copyOf(similarities, capacity);
        rows = Arrays.copyOf(rows, capacity);
      }
      rise(size++, row, similarity);
    } else if (!worse(row, similarity, rows[0], similarities[0]) && !Float.isNaN(similarity)) {
      sink(0, row, similarity);
    }
  }

  /** Moves the rows, best first, to {@code [start, start + size())} and forgets them. */
  public void drainTo(int[] rowsOut, float[] similaritiesOut, int start) {
    while (size > 0) {
      size--;
      rowsOut[start + size] = rows[0];
      similaritiesOut[start + size] = similarities[0];
      sink(0, rows[size], similarities[size]);
    }
  }

  private void rise(int from, int row, float similarity) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) / 2;
      if (!worse(row, similarity, rows[parent], similarities[parent])) {
        break;
      }
      rows[hole] = rows[parent];
      similarities[hole] = similarities[parent];
      hole = parent;
    }
    rows[hole] = row;
    similarities[hole] = similarity;
  }

  private void sink(int from, int row, float similarity) {
    int hole = from;
    for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size
          && worse(rows[child + 1], similarities[child + 1], rows[child], similarities[child])) {
        child++;
      }
      if (!worse(rows[child], similarities[child], row, similarity)) {
        break;
      }
      rows[hole] = rows[child];
      similarities[hole] = similarities[child];
      hole = child;
    }
    rows[hole] = row;
    similarities[hole] = similarity;
  }

  private static boolean worse(int row, float similarity, int thanRow, float thanSimilarity) {
    return similarity < thanSimilarity || (similarity == thanSimilarity && row > thanRow);
  }
}
