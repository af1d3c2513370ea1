package io.gleaner.retrieval.neighbours;

import java.util.Arrays;

/**
 * The k best of what is offered for one query, in {@link Neighbour#ORDER} whatever the order of the
 * offers: a binary heap on primitive arrays with the worst at the root. Memory: 8 bytes for each
 * neighbour held, grown as they come. Time: O(log k) an offer that is taken. Not thread-safe.
 */
final class NearestOfQuery {
  private static final int FIRST_CAPACITY = 64;

  private final int k;
  private float[] similarities;
  private String[] ids;
  private int size;

  NearestOfQuery(int k) {
    this.k = k;
    similarities = new float[Math.min(k, FIRST_CAPACITY)];
    ids = new String[similarities.length];
  }

  /** Returns the least similarity that could still be taken; negative infinity while not full. */
  float bar() {
    return size < k ? Float.NEGATIVE_INFINITY : similarities[0];
  }

  int size() {
    return size;
  }

  /** Takes {@code id} if it is among the k best so far. NaN is never taken. */
  void offer(String id, float similarity) {
    if (size < k) {
      if (Float.isNaN(similarity)) {
        return;
      }
      if (size == similarities.length) {
        int capacity = (int) Math.min(k, 2L * size);
        similarities = Arrays.copyOf(similarities, capacity);
        ids = Arrays.copyOf(ids, capacity);
      }
      rise(size++, id, similarity);
    } else if (similarity > similarities[0]
        || (similarity == similarities[0] && id.compareTo(ids[0]) < 0)) {
      sink(0, id, similarity);
    }
  }

  /** Moves the neighbours, best first, to {@code [start, start + size())} and forgets them. */
  void drainTo(String[] idsOut, float[] similaritiesOut, int start) {
    while (size > 0) {
      size--;
      idsOut[start + size] = ids[0];
      similaritiesOut[start + size] = similarities[0];
      sink(0, ids[size], similarities[size]);
    }
  }

  private void rise(int from, String id, float similarity) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) / 2;
      if (!worse(id, similarity, ids[parent], similarities[parent])) {
        break;
      }
      ids[hole] = ids[parent];
      similarities[hole] = similarities[parent];
      hole = parent;
    }
    ids[hole] = id;
    similarities[hole] = similarity;
  }

  private void sink(int from, String id, float similarity) {
    int hole = from;
    for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size
          && worse(ids[child + 1], similarities[child + 1], ids[child], similarities[child])) {
        child++;
      }
      if (!worse(ids[child], similarities[child], id, similarity)) {
        break;
      }
      ids[hole] = ids[child];
      similarities[hole] = similarities[child];
      hole = child;
    }
    ids[hole] = id;
    similarities[hole] = similarity;
  }

  private static boolean worse(String id, float similarity, String thanId, float thanSimilarity) {
    return similarity < thanSimilarity
        || (similarity == thanSimilarity && id.compareTo(thanId) > 0);
  }
}
