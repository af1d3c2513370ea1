package io.gleaner.retrieval.curated;

import io.gleaner.retrieval.neighbours.NeighbourBlock;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Grants pool images to queries, an image once and N to each query, greedily over all pairs by
 * similarity down, then query up, then pool image up. Works on each query's list of nearest images,
 * which may be cut short: a query that comes to the end of a cut list while images are left has run
 * dry, and the grants hold only once none has.
 *
 * <p>Time: O(log queries) for each pair looked at; what follows a query's last grant is not.
 */
final class Refill {
  /*
   * Why cut lists are enough: a pair that is not listed comes after all listed pairs of its query.
   * If that query has its N by then, the greedy over the full ranking passes the pair over too. If
   * all of the pool is taken by then, likewise. So as long as every query gets its N within its
   * list, or its list is complete, or the pool is used up first, the grants are those of the full
   * ranking.
   *
   * The queries wait in a heap by their next pair. Within a query the list is in the right order
   * already, so heads need no comparison of pool images.
   */
  private final List<Retrieval> retrievals = new ArrayList<>();
  private final BitSet dry = new BitSet();

  private Refill() {}

  /**
   * Grants what the lists allow.
   *
   * @param set the curated set's name
   * @param wanted ascending by query, each query once
   * @param perQuery images for each query
   * @param poolSize images that could be granted at most
   */
  static Refill grant(String set, List<Wanted> wanted, int perQuery, long poolSize) {
    Refill refill = new Refill();
    PriorityQueue<Head> heads = new PriorityQueue<>(Math.max(1, wanted.size()));
    for (int query = 0; query < wanted.size(); query++) {
      refill.await(new Head(query, wanted.get(query)), heads);
    }
    Set<String> taken = new HashSet<>();
    while (!heads.isEmpty() && taken.size() < poolSize) {
      Head head = heads.poll();
      String id = head.list.id(head.position);
      if (taken.add(id)) {
        head.granted++;
        refill.retrievals.add(
            Retrieval.bySample(set, id, head.list.query(), head.granted, head.similarity));
      }
      head.position++;
      if (head.granted < perQuery && taken.size() < poolSize) {
        refill.await(head, heads);
      }
    }
    return refill;
  }

  private void await(Head head, PriorityQueue<Head> heads) {
    if (head.position < head.list.size()) {
      head.similarity = head.list.similarity(head.position);
      heads.add(head);
    } else if (!head.list.complete()) {
      dry.set(head.query);
    }
  }

  /** Returns the places in {@code wanted} of the queries that need longer lists. */
  BitSet dry() {
    return dry;
  }

  /** Returns the grants in the order in which they were made. */
  List<Retrieval> retrievals() {
    return retrievals;
  }

  /**
   * The nearest images of one query.
   *
   * @param block where its list is
   * @param row the list's row
   * @param complete whether nothing follows the end of the list
   */
  record Wanted(NeighbourBlock block, int row, boolean complete) {
    String query() {
      return block.query(row);
    }

    int size() {
      return block.size(row);
    }

    String id(int position) {
      return block.id(block.start(row) + position);
    }

    float similarity(int position) {
      return block.similarity(block.start(row) + position);
    }
  }

  /** A query and the next pair of its list. */
  private static final class Head implements Comparable<Head> {
    private final int query;
    private final Wanted list;
    private int position;
    private int granted;
    private float similarity;

    Head(int query, Wanted list) {
      this.query = query;
      this.list = list;
    }

    @Override
    public int compareTo(Head other) {
      return similarity == other.similarity
          ? Integer.compare(query, other.query)
          : Float.compare(other.similarity, similarity);
    }
  }
}
