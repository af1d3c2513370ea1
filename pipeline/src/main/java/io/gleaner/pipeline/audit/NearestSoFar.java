package io.gleaner.pipeline.audit;

import io.gleaner.retrieval.neighbours.Neighbour;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.Neighbours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The nearest image of each audited picture so far, by population and evidence, in the order of
 * neighbours: similarity down, then id up. The order of the offers decides nothing. Memory: 9 × 12
 * bytes a picture, and the ids. Not thread-safe.
 */
final class NearestSoFar {
  private static final int KINDS = Evidence.values().length;

  /** How many lists there are: one for each population and evidence. */
  static final int LISTS = Population.values().length * KINDS;

  private final String[] queries;
  private final String[][] ids = new String[LISTS][];
  private final float[][] similarities = new float[LISTS][];

  NearestSoFar(String[] queries) {
    this.queries = queries;
    for (int list = 0; list < LISTS; list++) {
      ids[list] = new String[queries.length];
      similarities[list] = new float[queries.length];
      Arrays.fill(similarities[list], Float.NEGATIVE_INFINITY);
    }
  }

  /** Returns the number of a list. */
  static int list(Population population, Evidence evidence) {
    return population.ordinal() * KINDS + evidence.ordinal();
  }

  /** Returns the population of a list. */
  static Population population(int list) {
    return Population.values()[list / KINDS];
  }

  /** Returns the evidence of a list. */
  static Evidence evidence(int list) {
    return Evidence.values()[list % KINDS];
  }

  /** Returns the similarity of what was found so far, or negative infinity. */
  float similarity(int list, int query) {
    return similarities[list][query];
  }

  void offer(int list, int query, String id, float similarity) {
    float best = similarities[list][query];
    if (similarity > best || (similarity == best && id.compareTo(ids[list][query]) < 0)) {
      similarities[list][query] = similarity;
      ids[list][query] = id;
    }
  }

  /** Returns what was found for the queries that have something in a list. */
  NeighbourBlock found(int list) {
    List<Neighbours> rows = new ArrayList<>();
    for (int query = 0; query < queries.length; query++) {
      if (ids[list][query] != null) {
        rows.add(
            new Neighbours(
                queries[query],
                List.of(new Neighbour(ids[list][query], similarities[list][query]))));
      }
    }
    return NeighbourBlock.of(rows);
  }
}
