package io.gleaner.retrieval.curated;

import java.util.Arrays;
import java.util.BitSet;

/**
 * How many images of a curated set each cluster holds. Counts of parts of the set add up in any
 * order. Memory: 8 bytes a cluster. Not thread-safe.
 */
public final class ClusterCounts {
  private long[] counts = new long[0];

  /** Counts an image of the set in {@code cluster}, 0 or above. */
  public void add(int cluster) {
    add(cluster, 1);
  }

  /** Counts {@code images} of the set in {@code cluster}, 0 or above. */
  public void add(int cluster, long images) {
    grow(cluster + 1);
    counts[cluster] += images;
  }

  /** Adds the counts of another part of the set. */
  public void merge(ClusterCounts other) {
    grow(other.counts.length);
    for (int cluster = 0; cluster < other.counts.length; cluster++) {
      counts[cluster] += other.counts[cluster];
    }
  }

  /** Returns the images of the set in {@code cluster}. */
  public long count(int cluster) {
    return cluster < counts.length ? counts[cluster] : 0;
  }

  /** Returns the clusters that hold strictly more than {@code moreThan} of the set's images. */
  public BitSet holding(int moreThan) {
    BitSet holding = new BitSet();
    for (int cluster = 0; cluster < counts.length; cluster++) {
      if (counts[cluster] > moreThan) {
        holding.set(cluster);
      }
    }
    return holding;
  }

  private void grow(int clusters) {
    if (clusters > counts.length) {
      counts = Arrays.copyOf(counts, Math.max(clusters, 2 * counts.length));
    }
  }
}
