package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.MatrixProduct;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Centroids made ready to be found: as they are, or in about √clusters groups of similar ones where
 * there are many, so that a row need not be compared with all. The groups are spherical k-means
 * clusters of the centroids and depend on them alone. Memory beyond the centroids: 4 × √clusters ×
 * dimension + 4 × clusters bytes. Thread-safe.
 */
final class CentroidIndex {
  private static final int ITERATIONS = 6;

  private final Centroids centroids;
  private final int probed;
  private final Centroids middles;
  private final int[] members;
  private final int[] starts;

  private CentroidIndex(
      Centroids centroids, int probed, Centroids middles, int[] members, int[] starts) {
    this.centroids = centroids;
    this.probed = probed;
    this.middles = middles;
    this.members = members;
    this.starts = starts;
  }

  /** Makes {@code centroids} ready to be compared with one and all. */
  static CentroidIndex exact(Centroids centroids) {
    return new CentroidIndex(centroids, 0, null, null, null);
  }

  /** Makes {@code centroids} ready, by {@code threads} where they are grouped. */
  static CentroidIndex of(Centroids centroids, CentroidSearch search, ProductThreads threads) {
    int clusters = centroids.clusters();
    int groups = (int) Math.round(Math.sqrt(clusters));
    if (clusters <= search.exactUpTo() || groups <= search.probedGroups()) {
      return exact(centroids);
    }
    List<EmbeddingBlock> rows = rows(centroids);
    Centroids middles;
    try (ThreadedPass pass = new ThreadedPass(rows, CentroidSearch.exact(), threads)) {
      middles = SphericalKMeans.iterate(spread(centroids, groups), ITERATIONS, 0, pass).centroids();
    }
    int[] group = assign(rows, exact(middles), threads);
    int[] starts = new int[groups + 1];
    for (int each : group) {
      starts[each + 1]++;
    }
    for (int i = 0; i < groups; i++) {
      starts[i + 1] += starts[i];
    }
    int[] next = starts.clone();
    int[] members = new int[clusters];
    for (int cluster = 0; cluster < clusters; cluster++) {
      members[next[group[cluster]]++] = cluster;
    }
    return new CentroidIndex(centroids, search.probedGroups(), middles, members, starts);
  }

  /**
   * Returns a search for one thread.
   *
   * @param product that thread's; stays the caller's
   */
  NearestCentroid open(MatrixProduct product) {
    return middles == null
        ? new ExactNearest(centroids, product)
        : new GroupedNearest(this, product);
  }

  Centroids centroids() {
    return centroids;
  }

  /** Returns the groups' centroids. */
  Centroids middles() {
    return middles;
  }

  /** Returns how many groups a row looks into. */
  int probed() {
    return probed;
  }

  /** Returns the clusters, group by group, ascending in each; shared. */
  int[] members() {
    return members;
  }

  /** Returns where each group starts in {@link #members}, and their end; shared. */
  int[] starts() {
    return starts;
  }

  private static Centroids spread(Centroids centroids, int groups) {
    int dimension = centroids.dimension();
    float[] values = new float[groups * dimension];
    for (int i = 0; i < groups; i++) {
      int cluster = (int) ((long) i * centroids.clusters() / groups);
      System.arraycopy(centroids.values(), cluster * dimension, values, i * dimension, dimension);
    }
    return new Centroids(values, dimension);
  }

  private static List<EmbeddingBlock> rows(Centroids centroids) {
    String[] ids = new String[centroids.clusters()];
    Arrays.fill(ids, "");
    return SphericalKMeans.blocks(
        new EmbeddingBlock(ids, centroids.values(), centroids.dimension()));
  }

  private static int[] assign(
      List<EmbeddingBlock> rows, CentroidIndex index, ProductThreads threads) {
    int[][] parts = new int[rows.size()][];
    AtomicInteger next = new AtomicInteger();
    threads.each(
        (thread, product) -> {
          try (NearestCentroid nearest = index.open(product)) {
            for (int i = next.getAndIncrement(); i < parts.length; i = next.getAndIncrement()) {
              parts[i] = nearest.of(rows.get(i)).clusters();
            }
          }
          return null;
        });
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }
}
