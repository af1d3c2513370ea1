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
  private final List<Long> ranks = new ArrayList<>(); // entry n - 1: retrievals of rank n
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

  /** Counts the rank of one retrieval: each query's ranks start at 1 and leave none out. */
  public void addRank(int rank) {
    count(ranks, rank, 1);
  }

  /** Returns the statistics where everything that was retrieved is counted here. */
  public RetrievalStatistics statistics(long queries) {
    return statistics(queries, pairs, 0, 0);
  }

  /**
   * Returns the statistics of {@link Mode#SAMPLE}, with ranks counted too.
   *
   * @param queries the set's images
   */
  public RetrievalStatistics sampled(long queries, int perQuery) {
    return statistics(queries, pairs, queries - ofRank(1), queries - ofRank(perQuery));
  }

  /**
   * Returns the statistics of {@link Mode#CLUSTER}.
   *
   * @param queries the set's images
   * @param retrieved images that were asked for ({@link ClusterCall#retrieved})
   * @param queriesWithout images of the set in clusters from which nothing was drawn
   */
  public RetrievalStatistics drawn(long queries, long retrieved, long queriesWithout) {
    return statistics(queries, retrieved, queriesWithout, 0);
  }

  private long ofRank(int rank) {
    return rank <= ranks.size() ? ranks.get(rank - 1) : 0;
  }

  private RetrievalStatistics statistics(
      long queries, long retrieved, long queriesWithout, long queriesShort) {
    long distinct = timesRetrieved.stream().mapToLong(Long::longValue).sum();
    return new RetrievalStatistics(
        set,
        mode,
        queries,
        retrieved,
        distinct,
        pairs - distinct,
        timesRetrieved,
        queriesWithout,
        queriesShort,
        SimilarityQuantiles.of(similarities));
  }
}
