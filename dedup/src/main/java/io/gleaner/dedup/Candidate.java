package io.gleaner.dedup;

import java.util.Locale;
import java.util.Objects;

/**
 * What decides whether an image stands for its group.
 *
 * @param pixels width × height, at least 0
 * @param bytes of the encoded image, at least 0
 */
public record Candidate(String id, long pixels, long bytes) {
  public Candidate {
    Objects.requireNonNull(id, "id");
    if (pixels < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "image %s has %d pixels and %d bytes, must be at least 0",
              id,
              pixels,
              bytes));
    }
  }
}
