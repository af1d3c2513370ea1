package io.gleaner.retrieval.curated;

import java.util.Comparator;

/**
 * A pool image on its way through a draw.
 *
 * @param hash its keyed hash, unsigned: the smallest are drawn
 * @param cluster the cluster that it is in
 * @param similarity cosine to the cluster's centroid
 */
record Drawn(long hash, String id, int cluster, float similarity) {
  /** The smallest hash first, ties by id. */
  static final Comparator<Drawn> ORDER =
      ((Comparator<Drawn>) (a, b) -> Long.compareUnsigned(a.hash, b.hash)).thenComparing(Drawn::id);
}
