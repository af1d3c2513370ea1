package io.gleaner.retrieval.curated;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the {@link RetrievalStatistics} of one mode of one set from its {@link RetrievedPart}s,
 * in any order. Memory: 512 KiB. Not thread-safe.
 */
public final class RetrievalTally {
  private final String set;
  private final Mode mode;
  private final SimilarityHistogram similarities = new SimilarityHistogram();
  private final List<Long> timesRetrieved = new ArrayList<>();
  private long pairs;

  public RetrievalTally(String set, Mode mode) {
    this.set = set;
    this.mode = mode;
  }

  /**
   * Returns how many images a part retrieved how often: entry {@code n - 1} is the number of those
   * that are there exactly {@code n} times.
   *
   * @param part ascending by id
   */
  public static List<Long> times(List<Retrieval> part) {
    List<Long> times = new ArrayList<>();
    int first = 0;
    for (int row = 1; row <= part.size(); row++) {
      if (row == part.size() || !part.get(row).id().equals(part.get(first).id())) {
        count(times, row - first, 1);
        first = row;
      }
    }
    return times;
  }

  /** Counts the images of a part, by {@link #times}. */
  public void addTimes(List<Long> times) {
    for (int n = 1; n <= times.size(); n++) {
      count(timesRetrieved, n, times.get(n - 1));
      pairs += n * times.get(n - 1);
    }
  }

  private static void count(List<Long> times, int n, long images) {
    while (times.size() < n) {
      times.add(0L);
    }
    times.set(n - 1, times.get(n - 1) + images);
  }

  /** Counts the similarity of one retrieval; a NaN stands for none. */
  public void addSimilarity(float similarity) {
    similarities.add(similarity);
  }

  /** Returns the statistics where everything that was retrieved is counted here. */
  public RetrievalStatistics statistics(long queries) {
    return statistics(queries, pairs);
  }

  /**
   * Returns the statistics.
   *
   * @param queries the set's images
   * @param retrieved images that were asked for, such as {@link ClusterCall#retrieved}
   */
  public RetrievalStatistics statistics(long queries, long retrieved) {
    long distinct = timesRetrieved.stream().mapToLong(Long::longValue).sum();
    return new RetrievalStatistics(
        set,
        mode,
        queries,
        retrieved,
        distinct,
        pairs - distinct,
        timesRetrieved,
        SimilarityQuantiles.of(similarities));
  }
}
