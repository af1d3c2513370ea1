package io.gleaner.retrieval.curated;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourIndex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Retrieval by sample where each query gets N images of its own ({@link Collisions#REFILL}): pairs
 * are granted greedily over the whole set by similarity down, then query up, then pool image up.
 * Lists end where images are not similar enough any more ({@link SampleConfig#minSimilarity}), so
 * that a query may get fewer. Asks for neighbour lists of some length and, where that was too
 * short, for lists twice as long of those queries alone. With exact lists the result is that of
 * ranking all pairs.
 *
 * <p>Memory: the lists, 8 bytes an entry; of a set whose queries crowd on few images they may
 * become as long as the pool.
 */
public final class RefillRetrieval {
  /** The nearest pool images of some queries. */
  @FunctionalInterface
  public interface Lists {
    /**
     * Finds the {@code k} nearest images of each query, fewer where there are no more.
     *
     * @param queries ascending
     * @return a row for each query, in any order
     */
    NeighbourBlock nearest(List<String> queries, int k) throws IOException;
  }

  private final int perQuery;
  private final int firstK;
  private final int poolSize;
  private final MinSimilarity minSimilarity;
  private int rounds;

  /**
   * @param firstK length of the lists that are asked for first, at least 1
   * @param poolSize images of the pool: no list is longer
   */
  public RefillRetrieval(SampleConfig config, int firstK, int poolSize) {
    if (firstK < 1 || poolSize < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "first lists of %d and a pool of %d images, must be at least 1 and 0",
              firstK,
              poolSize));
    }
    this.perQuery = config.perQuery();
    this.firstK = Math.max(firstK, config.perQuery());
    this.poolSize = poolSize;
    this.minSimilarity = config.minSimilarity();
  }

  /** Returns how often lists were asked for by the last {@link #retrieve}. */
  public int rounds() {
    return rounds;
  }

  /**
   * Retrieves for every query.
   *
   * @param set the curated set's name
   * @param queries its images, each once
   * @return the grants in the order in which they were made; {@link Retrieval#rank} counts the
   *     grants of a query
   */
  public List<Retrieval> retrieve(String set, List<String> queries, Lists lists)
      throws IOException {
    List<String> ascending = new ArrayList<>(queries);
    Collections.sort(ascending);
    Map<String, Integer> places = places(ascending);
    Refill.Wanted[] wanted = new Refill.Wanted[ascending.size()];
    SortedMap<Integer, List<String>> asked = new TreeMap<>(); // by the length of their lists
    Map<String, Integer> lengths = new HashMap<>();
    asked.put(Math.min(firstK, Math.max(1, poolSize)), ascending);
    rounds = 0;
    while (true) {
      rounds++;
      for (Map.Entry<Integer, List<String>> entry : asked.entrySet()) {
        int k = entry.getKey();
        NeighbourBlock found = lists.nearest(entry.getValue(), k);
        take(
            minSimilarity.isNone() ? found : found.atLeast(minSimilarity.value()),
            k,
            places,
            wanted);
        entry.getValue().forEach(query -> lengths.put(query, k));
      }
      requireAll(ascending, wanted);
      Refill refill = Refill.grant(set, Arrays.asList(wanted), perQuery, poolSize);
      if (refill.dry().isEmpty()) {
        return refill.retrievals();
      }
      asked.clear();
      refill.dry().stream()
          .forEach(
              place -> {
                String query = ascending.get(place);
                int longer = (int) Math.min(2L * lengths.get(query), poolSize);
                asked.computeIfAbsent(longer, absent -> new ArrayList<>()).add(query);
              });
    }
  }

  private void take(
      NeighbourBlock block, int k, Map<String, Integer> places, Refill.Wanted[] wanted) {
    for (int row = 0; row < block.rows(); row++) {
      Integer place = places.get(block.query(row));
      if (place == null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s has neighbours but is not one of the %d queries",
                block.query(row),
                places.size()));
      }
      boolean complete = block.size(row) < k || k >= poolSize;
      wanted[place] = new Refill.Wanted(block, row, complete);
    }
  }

  private static Map<String, Integer> places(List<String> ascending) {
    Map<String, Integer> places = new HashMap<>();
    for (int place = 0; place < ascending.size(); place++) {
      if (places.put(ascending.get(place), place) != null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "query %s is there twice, must be there once", ascending.get(place)));
      }
    }
    return places;
  }

  private static void requireAll(List<String> ascending, Refill.Wanted[] wanted) {
    int missing = Arrays.asList(wanted).indexOf(null);
    if (missing >= 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "query %s got no list of neighbours, not even an empty one",
              ascending.get(missing)));
    }
  }

  /** Returns the queries of {@code blocks}, whose vectors stay in memory. */
  public static Queries queries(List<EmbeddingBlock> blocks) {
    return new Queries(blocks);
  }

  /** Queries with their vectors. Memory: 4 × dimension bytes each. */
  public static final class Queries {
    private final Map<String, float[]> vectors = new HashMap<>();

    private Queries(List<EmbeddingBlock> blocks) {
      for (EmbeddingBlock block : blocks) {
        for (int row = 0; row < block.rows(); row++) {
          int start = block.offset(row);
          vectors.put(
              block.id(row), Arrays.copyOfRange(block.values(), start, start + block.dimension()));
        }
      }
    }

    /** Asks an index for the {@code k} nearest of some of them. */
    public NeighbourBlock ask(NeighbourIndex index, List<String> queries, int k) {
      List<NeighbourBlock> found = new ArrayList<>();
      for (int from = 0; from < queries.size(); from += index.rowsPerQuery()) {
        int to = Math.min(queries.size(), from + index.rowsPerQuery());
        found.add(index.nearest(block(queries.subList(from, to)), k));
      }
      return NeighbourBlock.concatenate(found);
    }

    /** Returns some of them as a block, at least one. */
    public EmbeddingBlock block(List<String> queries) {
      int dimension = vectors.get(queries.get(0)).length;
      float[] values = new float[queries.size() * dimension];
      for (int row = 0; row < queries.size(); row++) {
        System.arraycopy(vectors.get(queries.get(row)), 0, values, row * dimension, dimension);
      }
      return new EmbeddingBlock(queries.toArray(String[]::new), values, dimension);
    }
  }
}
