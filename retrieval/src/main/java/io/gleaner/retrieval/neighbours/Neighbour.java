package io.gleaner.retrieval.neighbours;

import java.util.Comparator;

/**
 * One image near another.
 *
 * @param id the near image
 * @param similarity cosine in [-1, 1] up to rounding, by the deciding kernel
 */
public record Neighbour(String id, float similarity) {
  /** The one order of neighbours: similarity down, then id up. */
  public static final Comparator<Neighbour> ORDER =
      Comparator.<Neighbour>comparingDouble(neighbour -> -neighbour.similarity)
          .thenComparing(Neighbour::id);
}
