package io.gleaner.retrieval.curated;

import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;

/**
 * Retrieval by sample. {@link #DEFAULTS} is Oquab et al. 2024, A.4, for ImageNet-22k and Google
 * Landmarks v2; ImageNet-1k has 32.
 *
 * @param perQuery the paper's {@code N}: pool images for each curated image, 1 to 1000
 * @param collisions what becomes of an image near several curated ones
 * @param minSimilarity to the curated image: no pool image below it is retrieved, also where a
 *     query then gets fewer than {@code perQuery}
 */
public record SampleConfig(int perQuery, Collisions collisions, MinSimilarity minSimilarity)
    implements Serializable {
  public static final SampleConfig DEFAULTS = new SampleConfig(4, Collisions.SHARE);

  private static final int MOST = 1000;

  public SampleConfig {
    if (perQuery < 1 || perQuery > MOST) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "per_query is %d, must be 1 to %d", perQuery, MOST));
    }
    Objects.requireNonNull(collisions, "collisions");
    Objects.requireNonNull(minSimilarity, "minSimilarity");
  }

  /** A configuration by which every pool image is similar enough. */
  public SampleConfig(int perQuery, Collisions collisions) {
    this(perQuery, collisions, MinSimilarity.NONE);
  }

  public SampleConfig withPerQuery(int perQuery) {
    return new SampleConfig(perQuery, collisions, minSimilarity);
  }

  public SampleConfig withMinSimilarity(MinSimilarity minSimilarity) {
    return new SampleConfig(perQuery, collisions, minSimilarity);
  }

  public SampleConfig withCollisions(Collisions collisions) {
    return new SampleConfig(perQuery, collisions, minSimilarity);
  }
}
