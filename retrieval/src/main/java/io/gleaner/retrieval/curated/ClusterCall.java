package io.gleaner.retrieval.curated;

import io.gleaner.clustering.sampling.Draws;
import java.io.Serializable;
import java.util.BitSet;
import java.util.Locale;

/**
 * What one curated set calls for by cluster: a draw from every cluster that holds enough of its
 * images, then a cap. What is drawn depends on the seed, the set's name and the pool's (id,
 * cluster) alone. Oquab et al. 2024, A.4.
 *
 * <p>Few images of a large pool can be among the smallest hashes that the cap leaves. So a call has
 * a bar, from the sizes of its clusters: images above it are passed over before anything is sent
 * anywhere. A bar decides nothing: where fewer images than {@link #wanted} come out, it was too
 * low, and the draw is made again with {@link #higher}. With the bar at a share f of all hashes, a
 * cluster of m images gives about min(f × m, per cluster); f is chosen so that these come to 1.25 ×
 * cap.
 */
public final class ClusterCall implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double SLACK = 1.25;
  private static final long NO_BAR = -1; // the largest unsigned hash

  private final String set;
  private final ClusterConfig config;
  private final long seed;
  private final String purpose;
  private final BitSet clusters;
  private final long retrieved;
  private final long bar;
  private final int parts;

  private ClusterCall(
      String set,
      ClusterConfig config,
      long seed,
      BitSet clusters,
      long retrieved,
      long bar,
      int parts) {
    this.set = set;
    this.config = config;
    this.seed = seed;
    purpose = "retrieve/" + set;
    this.clusters = clusters;
    this.retrieved = retrieved;
    this.bar = bar;
    this.parts = parts;
  }

  /**
   * Returns what a set calls for.
   *
   * @param set the curated set's name
   * @param counts of all the set's images
   * @param sizes [clusters] the pool's images in each cluster that are similar enough ({@link
   *     ClusterConfig#minSimilarity})
   * @param seed of the run
   */
  public static ClusterCall of(
      String set, ClusterConfig config, ClusterCounts counts, long[] sizes, long seed) {
    BitSet clusters = counts.holding(config.moreThan());
    if (clusters.length() > sizes.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has images in cluster %d, there are %d clusters",
              set,
              clusters.length() - 1,
              sizes.length));
    }
    long retrieved = (long) expected(clusters, sizes, config.perCluster(), 1);
    return new ClusterCall(
        set,
        config,
        seed,
        clusters,
        retrieved,
        bar(clusters, sizes, config),
        RetrievedPart.parts(Math.min(retrieved, config.cap())));
  }

  private static long bar(BitSet clusters, long[] sizes, ClusterConfig config) {
    double aim = SLACK * config.cap() + 100;
    double low = 0;
    double share = 1;
    if (expected(clusters, sizes, config.perCluster(), 1) > aim) {
      for (int halving = 0; halving < 50; halving++) {
        double middle = (low + share) / 2;
        if (expected(clusters, sizes, config.perCluster(), middle) < aim) {
          low = middle;
        } else {
          share = middle;
        }
      }
    }
    return share == 1 ? NO_BAR : (long) (share * 0x1p63) << 1;
  }

  private static double expected(BitSet clusters, long[] sizes, int perCluster, double share) {
    double images = 0;
    for (int i = clusters.nextSetBit(0); i >= 0; i = clusters.nextSetBit(i + 1)) {
      images += Math.min(share * sizes[i], perCluster);
    }
    return images;
  }

  public String set() {
    return set;
  }

  ClusterConfig config() {
    return config;
  }

  /** Returns how many clusters hold enough of the set's images. */
  public int clusters() {
    return clusters.cardinality();
  }

  /** Returns the images drawn before the cap: from each cluster what it has, up to its share. */
  public long retrieved() {
    return retrieved;
  }

  /** Returns the images of the set after the cap. */
  public long wanted() {
    return Math.min(retrieved, config.cap());
  }

  /** Returns in how many parts the set's draw comes, by cluster. */
  int parts() {
    return parts;
  }

  /** Returns the call with its draw in another number of parts. */
  ClusterCall withParts(int parts) {
    return new ClusterCall(set, config, seed, clusters, retrieved, bar, parts);
  }

  RetrievedPart part(int cluster) {
    return new RetrievedPart(set, Mode.CLUSTER, cluster % parts, parts);
  }

  /** Whether there is a bar, so that the draw may come out short. */
  public boolean hasBar() {
    return bar != NO_BAR;
  }

  /** Returns the call with a bar twice as high, or without one. */
  public ClusterCall higher() {
    long twice = bar < 0 ? NO_BAR : bar << 1;
    return new ClusterCall(set, config, seed, clusters, retrieved, twice, parts);
  }

  /** Returns a pool image as it takes part in the draw, or null where it does not. */
  Drawn drawn(String id, int cluster, float similarity) {
    if (!clusters.get(cluster) || !config.minSimilarity().admits(similarity)) {
      return null;
    }
    long hash = Draws.hash(seed, purpose, id);
    return Long.compareUnsigned(hash, bar) > 0 ? null : new Drawn(hash, id, cluster, similarity);
  }
}
