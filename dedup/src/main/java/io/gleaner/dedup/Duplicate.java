package io.gleaner.dedup;

import java.util.Locale;
import java.util.Objects;

/**
 * An image that leaves the pool, and why. Where a chain of decisions led there, such as an exact
 * copy of an image that is near another, the row speaks of the whole chain.
 *
 * @param id the image that leaves
 * @param keptId the image that stays in its place; for {@code RELATIVE} the evaluation image; for
 *     {@code REVIEW} the image that stood for the component and leaves with it, or the image itself
 * @param kind the weakest evidence of the chain
 * @param similarity the highest threshold at which the image and the kept one are still in one
 *     component; over a chain the least: 1 for equal bytes, 1 - distance / 64 for perceptual
 *     hashes, a cosine otherwise
 * @param componentSize images in the component of the chain's last decision, with all copies that
 *     earlier decisions folded into them
 */
public record Duplicate(String id, String keptId, Kind kind, float similarity, long componentSize) {
  public Duplicate {
    Objects.requireNonNull(kind, "kind");
    if (id.equals(keptId) && kind != Kind.REVIEW) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "image %s is kept in its own place", id));
    }
  }
}
