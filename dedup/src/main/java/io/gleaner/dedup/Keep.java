package io.gleaner.dedup;

import java.util.Comparator;
import java.util.List;

/** What makes an image of a group the one to keep. */
public enum Keep {
  /** More pixels. */
  PIXELS(Comparator.comparingLong(Candidate::pixels).reversed()),
  /** More bytes. */
  BYTES(Comparator.comparingLong(Candidate::bytes).reversed()),
  /** The smaller id, by {@link String#compareTo}. */
  ID(Comparator.comparing(Candidate::id));

  private final Comparator<Candidate> order;

  Keep(Comparator<Candidate> order) {
    this.order = order;
  }

  /**
   * Returns the order in which the image to keep comes first: by each of {@code preferences} in
   * turn, at last by id.
   */
  static Comparator<Candidate> order(List<Keep> preferences) {
    Comparator<Candidate> order = (one, other) -> 0;
    for (Keep preference : preferences) {
      order = order.thenComparing(preference.order);
    }
    return order.thenComparing(ID.order);
  }
}
