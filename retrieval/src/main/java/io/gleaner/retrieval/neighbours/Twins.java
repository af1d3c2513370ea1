package io.gleaner.retrieval.neighbours;

import java.util.Arrays;

/**
 * Which images have the same vector, to the last bit: a placeholder may be in a pool a million
 * times, and need be looked at once. Memory: 4 bytes a row, 12 more while it is made.
 */
final class Twins {
  private static final int NONE = -1;

  private final int[] firsts;
  private final int[] next;

  private Twins(int[] firsts, int[] next) {
    this.firsts = firsts;
    this.next = next;
  }

  static Twins of(SortedEmbeddings base) {
    int rows = base.rows();
    int[] next = new int[rows];
    int[] last = new int[rows]; // of each first row, the last of its twins so far
    int[] firsts = new int[rows];
    int distinct = 0;
    int[] table = new int[Integer.highestOneBit(Math.max(1, rows)) * 4];
    Arrays.fill(table, NONE);
    for (int row = 0; row < rows; row++) {
      next[row] = NONE;
      int place = hash(base, row) & (table.length - 1);
      while (table[place] != NONE && !equal(base, table[place], row)) {
        place = (place + 1) & (table.length - 1);
      }
      int first = table[place];
      if (first == NONE) {
        table[place] = row;
        last[row] = row;
        firsts[distinct++] = row;
      } else {
        next[last[first]] = row;
        last[first] = row;
      }
    }
    return new Twins(Arrays.copyOf(firsts, distinct), next);
  }

  /** Returns the first row of each distinct vector, ascending, shared. */
  int[] firsts() {
    return firsts;
  }

  /** Returns the next row with the vector of {@code row}, or a negative number. */
  int next(int row) {
    return next[row];
  }

  private static int hash(SortedEmbeddings base, int row) {
    int hash = 0;
    int end = base.offset(row) + base.dimension();
    for (int i = base.offset(row); i < end; i++) {
      hash = 31 * hash + Float.floatToRawIntBits(base.values()[i]);
    }
    return hash ^ (hash >>> 16);
  }

  private static boolean equal(SortedEmbeddings base, int a, int b) {
    float[] values = base.values();
    int dimension = base.dimension();
    return Arrays.equals(
        values,
        base.offset(a),
        base.offset(a) + dimension,
        values,
        base.offset(b),
        base.offset(b) + dimension);
  }
}
