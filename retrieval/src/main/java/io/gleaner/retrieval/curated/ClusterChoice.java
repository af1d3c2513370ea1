package io.gleaner.retrieval.curated;

import java.util.Locale;

/** Whether a curated set draws from a cluster that holds some of its images, and why not. */
public enum ClusterChoice {
  /** It does, up to its share and the set's cap. */
  CHOSEN,
  /** The cluster holds too few of the set's images ({@link ClusterConfig#moreThan}). */
  TOO_FEW_IMAGES,
  /** The cluster holds enough of them and no image of the pool. */
  NO_POOL_IMAGES,
  /** None of the pool's images is near enough to the centroid ({@link MinSimilarity}). */
  NONE_SIMILAR_ENOUGH;

  /**
   * Returns what becomes of a cluster.
   *
   * @param images of the set in it
   * @param poolImages in it
   * @param similarEnough of these, those that may be drawn
   */
  public static ClusterChoice of(
      ClusterConfig config, long images, long poolImages, long similarEnough) {
    if (images <= config.moreThan()) {
      return TOO_FEW_IMAGES;
    }
    if (poolImages == 0) {
      return NO_POOL_IMAGES;
    }
    return similarEnough == 0 ? NONE_SIMILAR_ENOUGH : CHOSEN;
  }

  /** Returns the name in tables, such as {@code too_few_images}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
