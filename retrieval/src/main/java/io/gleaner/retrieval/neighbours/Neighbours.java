package io.gleaner.retrieval.neighbours;

import java.util.List;

/**
 * The nearest images of one query.
 *
 * @param query the image that was asked for
 * @param nearest at most k images, in {@link Neighbour#ORDER}; never the query itself
 */
public record Neighbours(String query, List<Neighbour> nearest) {
  public Neighbours {
    nearest = List.copyOf(nearest);
  }
}
