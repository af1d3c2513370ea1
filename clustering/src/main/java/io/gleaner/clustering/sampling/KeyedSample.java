package io.gleaner.clustering.sampling;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A uniform sample without replacement of a stream whose length is not known: the items with the
 * smallest keyed hashes ({@link Draws}), ties by id. Which items these are does not depend on their
 * order, and samples of parts merge into the sample of the whole. Memory: {@code limit} items. Not
 * thread-safe.
 *
 * @param <T> what is drawn
 */
public final class KeyedSample<T> {
  private record Keyed<T>(long hash, String id, T item) {}

  private final long limit;
  private final long seed;
  private final String purpose;
  private final PriorityQueue<Keyed<T>> largestFirst;
  private final Comparator<Keyed<T>> order;
  private long offered;

  /**
   * @param limit items of the sample, at least 0
   * @param seed of the run
   * @param purpose names the draw
   */
  public KeyedSample(long limit, long seed, String purpose) {
    if (limit < 0 || limit > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("limit is " + limit + ", must be 0 to 2^31 - 9");
    }
    this.limit = limit;
    this.seed = seed;
    this.purpose = purpose;
    order =
        Comparator.<Keyed<T>>comparingLong(keyed -> keyed.hash ^ Long.MIN_VALUE)
            .thenComparing(Keyed::id);
    largestFirst = new PriorityQueue<>(order.reversed());
  }

  /** Offers an item; each id once. */
  public void offer(String id, T item) {
    add(new Keyed<>(Draws.hash(seed, purpose, id), id, item));
    offered++;
  }

  /** Offers all that {@code other}, of the same draw, has seen. */
  public void merge(KeyedSample<T> other) {
    other.largestFirst.forEach(this::add);
    offered += other.offered;
  }

  private void add(Keyed<T> keyed) {
    if (largestFirst.size() < limit) {
      largestFirst.add(keyed);
    } else if (limit > 0 && order.compare(keyed, largestFirst.peek()) < 0) {
      largestFirst.poll();
      largestFirst.add(keyed);
    }
  }

  /**
   * Returns whether an item with this id would be kept now, so that a caller can skip making it.
   */
  public boolean wants(String id) {
    return largestFirst.size() < limit
        || (limit > 0
            && order.compare(
                    new Keyed<>(Draws.hash(seed, purpose, id), id, null), largestFirst.peek())
                < 0);
  }

  /** Returns how many items were offered. */
  public long offered() {
    return offered;
  }

  /** Returns the sample, by id. */
  public List<T> items() {
    return largestFirst.stream().sorted(Comparator.comparing(Keyed::id)).map(Keyed::item).toList();
  }
}
