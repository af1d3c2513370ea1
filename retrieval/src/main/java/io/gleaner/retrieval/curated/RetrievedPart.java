package io.gleaner.retrieval.curated;

import io.gleaner.clustering.sampling.Draws;
import java.util.Locale;
import java.util.Objects;

/**
 * One of the parts that a set's retrievals by one mode come in. All retrievals of an image by that
 * set and mode are in one part, so that what is counted of distinct images adds up over parts.
 *
 * @param part its number, from 0
 * @param parts how many there are
 */
public record RetrievedPart(String set, Mode mode, int part, int parts) {
  /** Retrievals in a part, about: some 15 MB as objects. */
  private static final int ROWS = 100_000;

  public RetrievedPart {
    Objects.requireNonNull(set, "set");
    Objects.requireNonNull(mode, "mode");
    if (part < 0 || part >= parts) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "part is %d, must be 0 to %d", part, parts - 1));
    }
  }

  /** Returns in how many parts some number of rows comes, at least 1. */
  public static int parts(long rows) {
    return Math.toIntExact(Math.max(1, (rows + ROWS - 1) / ROWS));
  }

  /** Returns the part that an image belongs to, by a hash of its id. */
  public static int of(String id, int parts) {
    return (int) Long.remainderUnsigned(Draws.hash(0, "part", id), parts);
  }
}
