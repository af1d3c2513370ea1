package io.gleaner.clustering.kmeans;

/**
 * One assignment of the whole training sample. The sums are exact, so that every way of making the
 * pass gives the same bits.
 *
 * @param <E> how a pass may fail
 */
interface Pass<E extends Exception> {
  /** Returns what the rows add up to when each is assigned to its nearest of {@code centroids}. */
  ClusterSums over(Centroids centroids) throws E;
}
