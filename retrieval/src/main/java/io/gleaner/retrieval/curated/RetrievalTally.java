package io.gleaner.retrieval.curated;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers the {@link RetrievalStatistics} of one mode of one set. Parts add up in any order.
 * Memory: a map entry for each distinct image, about 50 bytes beside the id, and 512 KiB. Not
 * thread-safe.
 */
public final class RetrievalTally {
  private final String set;
  private final Mode mode;
  private final Map<String, Integer> times = new HashMap<>();
  private final SimilarityHistogram similarities = new SimilarityHistogram();
  private long pairs;

  public RetrievalTally(String set, Mode mode) {
    this.set = set;
    this.mode = mode;
  }

  /**
   * Counts a retrieval.
   *
   * @throws IllegalArgumentException if it is of another set or mode
   */
  public void add(Retrieval retrieval) {
    requireSame(retrieval.set(), retrieval.mode());
    times.merge(retrieval.id(), 1, Integer::sum);
    similarities.add(retrieval.similarity());
    pairs++;
  }

  /** Adds another part of the same set and mode. */
  public void merge(RetrievalTally other) {
    requireSame(other.set, other.mode);
    other.times.forEach((id, count) -> times.merge(id, count, Integer::sum));
    similarities.merge(other.similarities);
    pairs += other.pairs;
  }

  /** Returns the statistics where everything that was retrieved is counted here. */
  public RetrievalStatistics statistics(long queries) {
    return statistics(queries, pairs);
  }

  /**
   * Returns the statistics.
   *
   * @param queries the set's images
   * @param retrieved images that were asked for, such as {@link ClusterRetrieval#retrieved}
   */
  public RetrievalStatistics statistics(long queries, long retrieved) {
    int most = times.isEmpty() ? 0 : Collections.max(times.values());
    List<Long> timesRetrieved = new ArrayList<>(Collections.nCopies(most, 0L));
    for (int count : times.values()) {
      timesRetrieved.set(count - 1, timesRetrieved.get(count - 1) + 1);
    }
    return new RetrievalStatistics(
        set,
        mode,
        queries,
        retrieved,
        times.size(),
        pairs - times.size(),
        timesRetrieved,
        SimilarityQuantiles.of(similarities));
  }

  private void requireSame(String otherSet, Mode otherMode) {
    if (!set.equals(otherSet) || mode != otherMode) {
      throw new IllegalArgumentException(
          "cannot count %s of %s among %s of %s"
              .formatted(otherMode.label(), otherSet, mode.label(), set));
    }
  }
}
