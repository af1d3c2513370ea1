package io.gleaner.retrieval.curated;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;

/**
 * Retrieval by cluster. {@link #DEFAULTS} is Oquab et al. 2024, A.4.
 *
 * @param moreThan a cluster gives images if it holds more of the set's images than this, 0 or more
 * @param perCluster pool images drawn from each such cluster, at least 1
 * @param cap most images of the set in the end, at least 1
 * @param minSimilarity to the centroid of its own cluster: no pool image below it takes part in the
 *     draw
 */
public record ClusterConfig(int moreThan, int perCluster, int cap, MinSimilarity minSimilarity)
    implements Serializable {
  public static final ClusterConfig DEFAULTS = new ClusterConfig(3, 10_000, 1_000_000);

  public ClusterConfig {
    atLeast("more_than", moreThan, 0);
    atLeast("per_cluster", perCluster, 1);
    atLeast("cap", cap, 1);
    Objects.requireNonNull(minSimilarity, "minSimilarity");
  }

  /** A configuration by which every pool image is similar enough. */
  public ClusterConfig(int moreThan, int perCluster, int cap) {
    this(moreThan, perCluster, cap, MinSimilarity.NONE);
  }

  public ClusterConfig withMoreThan(int moreThan) {
    return new ClusterConfig(moreThan, perCluster, cap, minSimilarity);
  }

  public ClusterConfig withPerCluster(int perCluster) {
    return new ClusterConfig(moreThan, perCluster, cap, minSimilarity);
  }

  public ClusterConfig withCap(int cap) {
    return new ClusterConfig(moreThan, perCluster, cap, minSimilarity);
  }

  public ClusterConfig withMinSimilarity(MinSimilarity minSimilarity) {
    return new ClusterConfig(moreThan, perCluster, cap, minSimilarity);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is %d, must be at least %d", name, value, least));
    }
  }
}
