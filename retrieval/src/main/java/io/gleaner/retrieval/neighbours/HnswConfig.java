package io.gleaner.retrieval.neighbours;

import java.util.Locale;

/**
 * Shape and effort of a hierarchical navigable small-world graph (Malkov and Yashunin 2018). {@link
 * #DEFAULTS} found 0.999 of the 64 nearest among 50,000 × 384 vectors in 50 clusters, and 0.92
 * among 12,000 in 500, where the 64 nearest lie in several clusters.
 *
 * @param links the paper's {@code M}: links that a new node makes on each level, 2 to 128; the
 *     lowest level keeps up to twice as many
 * @param beamWidthConstruction the paper's {@code efConstruction}: candidates held while a node is
 *     inserted, 1 to 10,000
 * @param beamWidthSearch the paper's {@code ef}: candidates held while a query is answered, 1 to
 *     10,000; at least k + 1 are held in any case
 */
public record HnswConfig(int links, int beamWidthConstruction, int beamWidthSearch)
    implements java.io.Serializable {
  public static final HnswConfig DEFAULTS = new HnswConfig(16, 200, 100);

  private static final int MOST_LINKS = 128;
  private static final int WIDEST = 10_000;

  public HnswConfig {
    check("links", links, 2, MOST_LINKS);
    check("beam_width_construction", beamWidthConstruction, 1, WIDEST);
    check("beam_width_search", beamWidthSearch, 1, WIDEST);
  }

  public HnswConfig withBeamWidthSearch(int beamWidthSearch) {
    return new HnswConfig(links, beamWidthConstruction, beamWidthSearch);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is %d, must be %d to %d", name, value, least, most));
    }
  }
}
