package io.gleaner.pipeline.report.figures;

import java.util.List;

/**
 * The clusters of the pool.
 *
 * @param sizes images of a cluster, on a logarithmic axis
 * @param random drawn by a keyed hash; {@code tightest} and {@code loosest} by mean similarity to
 *     the centroid, of clusters with at least {@code leastSize} images
 */
public record ClusterFigures(
    long clusters,
    long images,
    Histogram sizes,
    long leastSize,
    Sample<Cluster> random,
    Sample<Cluster> largest,
    Sample<Cluster> tightest,
    Sample<Cluster> loosest) {
  /**
   * One cluster.
   *
   * @param members the nearest to the centroid, and some drawn by a keyed hash
   */
  public record Cluster(
      int cluster, long size, double meanSimilarity, List<Share> shares, Sample<String> members) {}

  /**
   * A curated set's part in a cluster.
   *
   * @param images of the set in the cluster
   * @param share of the set's images
   * @param reason why it was chosen or not, or null where the set does not retrieve by cluster
   */
  public record Share(
      String set, long images, double share, boolean chosen, long drawn, String reason) {}
}
