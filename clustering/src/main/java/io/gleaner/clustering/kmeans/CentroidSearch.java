package io.gleaner.clustering.kmeans;

import java.io.Serializable;

/**
 * How an embedding's centroid is found.
 *
 * @param exactUpTo clusters up to which an embedding is compared with every centroid; beyond, the
 *     centroids are put into about √clusters groups and only those of the nearest groups are
 *     compared
 * @param probedGroups groups that an embedding looks into, at least 1; all of them is exact
 */
public record CentroidSearch(int exactUpTo, int probedGroups) implements Serializable {
  /** Measured: docs/decisions/008-rows-look-into-groups-of-centroids.md. */
  public static final CentroidSearch DEFAULTS = new CentroidSearch(8192, 8);

  public CentroidSearch {
    if (exactUpTo < 1) {
      throw new IllegalArgumentException("exact_up_to is " + exactUpTo + ", must be at least 1");
    }
    if (probedGroups < 1) {
      throw new IllegalArgumentException(
          "probed_groups is " + probedGroups + ", must be at least 1");
    }
  }

  /** Compares with every centroid, however many there are. */
  public static CentroidSearch exact() {
    return DEFAULTS.withExactUpTo(Integer.MAX_VALUE);
  }

  public CentroidSearch withExactUpTo(int exactUpTo) {
    return new CentroidSearch(exactUpTo, probedGroups);
  }

  public CentroidSearch withProbedGroups(int probedGroups) {
    return new CentroidSearch(exactUpTo, probedGroups);
  }
}
