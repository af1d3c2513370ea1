package io.gleaner.retrieval.neighbours;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The neighbours of a block of queries, side by side in the manner of a sparse matrix: those of
 * query {@code row} are the entries {@code [start(row), start(row + 1))}, in {@link
 * Neighbour#ORDER}. Immutable by agreement: the arrays are shared, nobody writes.
 *
 * <p>Memory: 8 bytes an entry and 12 bytes a query, plus the identities, which entries share.
 */
public final class NeighbourBlock {
  /** The answer to no queries. */
  public static final NeighbourBlock EMPTY =
      new NeighbourBlock(new String[0], new int[1], new String[0], new float[0]);

  private final String[] queries;
  private final int[] starts;
  private final String[] ids;
  private final float[] similarities;

  /**
   * @param queries [rows] the images that were asked for
   * @param starts [rows + 1] where each row's entries start, from 0, ascending; the last is the
   *     number of entries
   * @param ids [entries] the near images
   * @param similarities [entries] cosines by the deciding kernel
   * @throws IllegalArgumentException if the lengths do not fit together
   */
  public NeighbourBlock(String[] queries, int[] starts, String[] ids, float[] similarities) {
    if (starts.length != queries.length + 1
        || starts[0] != 0
        || starts[queries.length] != ids.length
        || ids.length != similarities.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d queries need %d starts from 0 to the number of entries, got %d starts for %d ids and %d similarities",
              queries.length,
              queries.length + 1,
              starts.length,
              ids.length,
              similarities.length));
    }
    for (int row = 0; row < queries.length; row++) {
      if (starts[row] > starts[row + 1]) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "starts of row %d and the next are %d and %d, must ascend",
                row,
                starts[row],
                starts[row + 1]));
      }
    }
    this.queries = queries;
    this.starts = starts;
    this.ids = ids;
    this.similarities = similarities;
  }

  /** Returns the block of {@code lists}, a row each, in their order. */
  public static NeighbourBlock of(List<Neighbours> lists) {
    int[] starts = new int[lists.size() + 1];
    for (int row = 0; row < lists.size(); row++) {
      starts[row + 1] = starts[row] + lists.get(row).nearest().size();
    }
    String[] queries = new String[lists.size()];
    String[] ids = new String[starts[queries.length]];
    float[] similarities = new float[ids.length];
    int entry = 0;
    for (int row = 0; row < queries.length; row++) {
      queries[row] = lists.get(row).query();
      for (Neighbour neighbour : lists.get(row).nearest()) {
        ids[entry] = neighbour.id();
        similarities[entry++] = neighbour.similarity();
      }
    }
    return new NeighbourBlock(queries, starts, ids, similarities);
  }

  /** Returns the rows of {@code blocks}, one block after the other. */
  public static NeighbourBlock concatenate(List<NeighbourBlock> blocks) {
    int rows = 0;
    int entries = 0;
    for (NeighbourBlock block : blocks) {
      rows += block.rows();
      entries = Math.addExact(entries, block.entries());
    }
    String[] queries = new String[rows];
    int[] starts = new int[rows + 1];
    String[] ids = new String[entries];
    float[] similarities = new float[entries];
    int row = 0;
    for (NeighbourBlock block : blocks) {
      System.arraycopy(block.queries, 0, queries, row, block.rows());
      System.arraycopy(block.ids, 0, ids, starts[row], block.entries());
      System.arraycopy(block.similarities, 0, similarities, starts[row], block.entries());
      for (int i = 0; i < block.rows(); i++, row++) {
        starts[row + 1] = starts[row] + block.size(i);
      }
    }
    return new NeighbourBlock(queries, starts, ids, similarities);
  }

  /** Returns row {@code rows[i]} of {@code blocks[i]}, one after the other. */
  static NeighbourBlock gather(List<NeighbourBlock> blocks, int[] rows) {
    int[] starts = new int[rows.length + 1];
    String[] queries = new String[rows.length];
    for (int i = 0; i < rows.length; i++) {
      queries[i] = blocks.get(i).query(rows[i]);
      starts[i + 1] = Math.addExact(starts[i], blocks.get(i).size(rows[i]));
    }
    String[] ids = new String[starts[rows.length]];
    float[] similarities = new float[ids.length];
    for (int i = 0; i < rows.length; i++) {
      NeighbourBlock block = blocks.get(i);
      int from = block.starts[rows[i]];
      int count = block.size(rows[i]);
      System.arraycopy(block.ids, from, ids, starts[i], count);
      System.arraycopy(block.similarities, from, similarities, starts[i], count);
    }
    return new NeighbourBlock(queries, starts, ids, similarities);
  }

  /** Returns the number of queries. */
  public int rows() {
    return queries.length;
  }

  /** Returns the number of neighbours of all queries together. */
  public int entries() {
    return ids.length;
  }

  public String query(int row) {
    return queries[row];
  }

  /** Returns the first entry of {@code row}; that of {@code rows()} is {@code entries()}. */
  public int start(int row) {
    return starts[row];
  }

  /** Returns how many neighbours {@code row} has. */
  public int size(int row) {
    return starts[row + 1] - starts[row];
  }

  /** Returns the near image of an entry. */
  public String id(int entry) {
    return ids[entry];
  }

  /** Returns the similarity of an entry. */
  public float similarity(int entry) {
    return similarities[entry];
  }

  /** Returns the similarities of all entries, shared. */
  float[] similarities() {
    return similarities;
  }

  /** Returns the neighbours of {@code row} as a record. */
  public Neighbours neighbours(int row) {
    List<Neighbour> nearest = new ArrayList<>(size(row));
    for (int entry = starts[row]; entry < starts[row + 1]; entry++) {
      nearest.add(new Neighbour(ids[entry], similarities[entry]));
    }
    return new Neighbours(queries[row], nearest);
  }

  /** Returns the rows of this block with the entries of at least {@code floor} only. */
  public NeighbourBlock atLeast(float floor) {
    int[] kept = new int[starts.length];
    for (int row = 0; row < queries.length; row++) {
      int entry = starts[row];
      while (entry < starts[row + 1] && similarities[entry] >= floor) {
        entry++;
      }
      kept[row + 1] = kept[row] + entry - starts[row];
    }
    if (kept[queries.length] == ids.length) {
      return this;
    }
    String[] keptIds = new String[kept[queries.length]];
    float[] keptSimilarities = new float[keptIds.length];
    for (int row = 0; row < queries.length; row++) {
      int length = kept[row + 1] - kept[row];
      System.arraycopy(ids, starts[row], keptIds, kept[row], length);
      System.arraycopy(similarities, starts[row], keptSimilarities, kept[row], length);
    }
    return new NeighbourBlock(queries, kept, keptIds, keptSimilarities);
  }

  /** Returns every row as a record, made when it is asked for. */
  public List<Neighbours> lists() {
    return new AbstractList<>() {
      @Override
      public Neighbours get(int row) {
        return neighbours(row);
      }

      @Override
      public int size() {
        return queries.length;
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NeighbourBlock that
        && Arrays.equals(queries, that.queries)
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(ids, that.ids)
        && Arrays.equals(similarities, that.similarities);
  }

  @Override
  public int hashCode() {
    int hash = 31 * Arrays.hashCode(queries) + Arrays.hashCode(starts);
    return 31 * (31 * hash + Arrays.hashCode(ids)) + Arrays.hashCode(similarities);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "NeighbourBlock[%d queries, %d entries]", queries.length, ids.length);
  }
}
