package io.gleaner.pipeline.copies;

import java.util.Comparator;

/**
 * A curated image and a pool image of the same bytes.
 *
 * @param id of the curated image
 * @param copyId of the pool image
 */
public record CopyPair(String id, String copyId) {
  static final Comparator<CopyPair> ORDER =
      Comparator.comparing(CopyPair::id).thenComparing(CopyPair::copyId);
}
