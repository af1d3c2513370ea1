package io.gleaner.retrieval.curated;

import java.io.Serializable;
import java.util.Locale;

/**
 * The similarity that a pool image must have at least to be retrieved. {@link #NONE} leaves out
 * nothing, not even what rounding makes smaller than -1.
 *
 * @param value a cosine, -1 to 1; -1 is none
 */
public record MinSimilarity(float value) implements Serializable {
  /** Every image is similar enough. */
  public static final MinSimilarity NONE = new MinSimilarity(-1);

  public MinSimilarity {
    if (!(value >= -1 && value <= 1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "min_similarity is %s, must be -1 to 1", value));
    }
  }

  /** Whether every image is similar enough. */
  public boolean isNone() {
    return value == -1;
  }

  /** Whether an image of this similarity may be retrieved. */
  public boolean admits(float similarity) {
    return isNone() || similarity >= value;
  }
}
