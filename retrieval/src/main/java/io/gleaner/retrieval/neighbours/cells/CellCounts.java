package io.gleaner.retrieval.neighbours.cells;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What cell files hold together.
 *
 * @param files their paths, ascending
 * @param base [cells] rows that are at home in each cell and are searched
 * @param visits [cells] queries that are searched for in each cell
 * @param homes [cells] queries that are at home in each cell
 */
public record CellCounts(String[] files, long[] base, long[] visits, long[] homes)
    implements Serializable {
  /** What no file holds. */
  static CellCounts none(int cells) {
    return new CellCounts(new String[0], new long[cells], new long[cells], new long[cells]);
  }

  /** Returns the sum; a file that is in both, written twice by a retry, must not be. */
  CellCounts plus(CellCounts other) {
    String[] both = Arrays.copyOf(files, files.length + other.files.length);
    System.arraycopy(other.files, 0, both, files.length, other.files.length);
    Arrays.sort(both);
    return new CellCounts(
        both, sum(base, other.base), sum(visits, other.visits), sum(homes, other.homes));
  }

  private static long[] sum(long[] a, long[] b) {
    long[] sum = new long[a.length];
    Arrays.setAll(sum, cell -> a[cell] + b[cell]);
    return sum;
  }
}
