package io.gleaner.retrieval.neighbours.exact;

import io.gleaner.clustering.vector.Proposals;
import java.util.Arrays;

/**
 * What may be among the k nearest rows of one query, of which products tell only by a margin.
 * Memory: 8 bytes for each of at most {@link #room} rows and those of one product, grown as they
 * come, and 8 for each of the k. Not thread-safe.
 */
final class Candidates {
  /*
   * A proposal is at most the margin m away from the similarity that decides. Of k rows with
   * proposals of at least t, each has a similarity of at least t - m: so has the k-th nearest of
   * all. "least" is the greatest such bound so far, or the least similarity of k rows that were
   * decided, or the floor. A row that reaches it has a proposal of at least least - m; all others
   * are let go of unseen. Where more proposals than there is room for lie this close together
   * (near-copies by the thousand) they are decided at once.
   */
  private final int k;
  private final int room;
  private float[] proposals = new float[64];
  private int[] rows = new int[64];
  private int size;
  private float margin;
  private float floor;
  private float least;
  private NearestOfQuery decided;

  /** Gives the similarity that decides. */
  @FunctionalInterface
  interface Decider {
    float similarity(int row);
  }

  Candidates(int k) {
    this.k = k;
    room = room(k);
  }

  /** Returns how many rows are held before the hopeless among them are let go of. */
  static int room(int k) {
    return (int) Math.max(512, Math.min(8L * k, 1 << 28));
  }

  /**
   * Begins a query.
   *
   * @param floor least similarity of interest, or negative infinity
   */
  void begin(float floor) {
    this.floor = floor;
    size = 0;
    margin = 0;
    least = floor;
    decided = new NearestOfQuery(k);
  }

  /**
   * Takes those columns of a product's row that may be near enough.
   *
   * @param firstRow the row that column 0 stands for
   * @param columns room for a row's columns
   */
  void take(Proposals product, int query, int firstRow, int[] columns, Decider decider) {
    int count = product.atLeast(query, bar(product.margin()), columns);
    if (count == 0) {
      return;
    }
    margin = Math.max(margin, product.margin());
    if (size + count > rows.length) {
      int capacity = Math.max(size + count, Math.min(2 * rows.length, room + columns.length));
      proposals = Arrays.copyOf(proposals, capacity);
      rows = Arrays.copyOf(rows, capacity);
    }
    for (int i = 0; i < count; i++) {
      proposals[size] = product.get(query, columns[i]);
      rows[size++] = firstRow + columns[i];
    }
    if (size >= room) {
      narrow(new float[size]);
      if (size > room - room / 4) {
        decide(decider);
      }
    }
  }

  private float bar(float productMargin) {
    return Math.nextDown(least - productMargin);
  }

  private void narrow(float[] scratch) {
    if (size <= k) {
      return;
    }
    System.arraycopy(proposals, 0, scratch, 0, size);
    least = Math.max(least, Math.nextDown(Selection.greatest(scratch, size, k) - margin));
    float bar = bar(margin);
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (proposals[i] >= bar) {
        proposals[kept] = proposals[i];
        rows[kept++] = rows[i];
      }
    }
    size = kept;
  }

  private void decide(Decider decider) {
    for (int i = 0; i < size; i++) {
      float similarity = decider.similarity(rows[i]);
      if (similarity >= floor) {
        decided.offer(rows[i], similarity);
      }
    }
    size = 0;
    least = Math.max(least, decided.bar());
  }

  /** Ends the query: returns its nearest rows. */
  NearestOfQuery finish(Decider decider) {
    narrow(new float[size]);
    decide(decider);
    return decided;
  }
}
