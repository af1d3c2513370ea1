package io.gleaner.clustering.kmeans;

import java.io.Serializable;
import java.util.Locale;

/**
 * How centroids are trained.
 *
 * @param clusters number of centroids, at least 1
 * @param iterations most Lloyd iterations, at least 1
 * @param start where the first centroids come from
 * @param tolerance the iterations end once the objective grows by less than this share
 * @param pointsPerCentroid training embeddings for each centroid at most, as Faiss's
 *     max_points_per_centroid
 * @param search how a row's centroid is found, in training and in assignment
 * @param seed of all draws
 */
public record KMeansConfig(
    int clusters,
    int iterations,
    Start start,
    double tolerance,
    int pointsPerCentroid,
    CentroidSearch search,
    long seed)
    implements Serializable {

  /** Where the first centroids come from. */
  public enum Start {
    /** Training embeddings drawn by keyed hash. */
    RANDOM,
    /** Drawn one after another, far ones more likely (Arthur and Vassilvitskii 2007). */
    PLUS_PLUS
  }

  public KMeansConfig {
    atLeast("clusters", clusters, 1);
    atLeast("iterations", iterations, 1);
    atLeast("points_per_centroid", pointsPerCentroid, 1);
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException("tolerance is " + tolerance + ", must be at least 0");
    }
  }

  /** With {@link CentroidSearch#DEFAULTS}. */
  public KMeansConfig(
      int clusters,
      int iterations,
      Start start,
      double tolerance,
      int pointsPerCentroid,
      long seed) {
    this(clusters, iterations, start, tolerance, pointsPerCentroid, CentroidSearch.DEFAULTS, seed);
  }

  /** The paper does not tell iterations or start: 20 and k-means++ are ours, 256 is Faiss's. */
  public static KMeansConfig of(int clusters, long seed) {
    return new KMeansConfig(clusters, 20, Start.PLUS_PLUS, 1e-4, 256, seed);
  }

  public KMeansConfig withSearch(CentroidSearch search) {
    return new KMeansConfig(
        clusters, iterations, start, tolerance, pointsPerCentroid, search, seed);
  }

  /** Returns how many embeddings are trained on at most. */
  public long trainingLimit() {
    return (long) clusters * pointsPerCentroid;
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is %d, must be at least %d", name, value, least));
    }
  }
}
