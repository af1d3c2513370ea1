package io.gleaner.retrieval.neighbours.cells;

import io.gleaner.retrieval.neighbours.exact.NearestRows;
import io.gleaner.retrieval.neighbours.exact.RowLists;
import java.util.Arrays;

/**
 * The rows of a batch and the slices of cells that they belong to: slice {@code 2 × cell} is the
 * base rows at home in a cell, the one after it the queries that visit it. A row that is both, base
 * and query, is in its home's slice once and counts as a query there. Memory: 4 × dimension bytes a
 * row and 4 for each cell that it is in.
 */
final class PlacedRows {
  private static final int PROBED_AT_ONCE = 4096;

  private final String[] ids;
  private final float[] values;
  private final int rows;
  private final int dimension;
  private final int[] homes;
  private final int[] starts; // of each slice in order, and the end
  private final int[] order; // rows, slice after slice

  /**
   * Places rows.
   *
   * @param rows how many of {@code ids} and {@code values} count
   * @param nprobe cells that a query visits
   * @param base whether the rows are searched
   * @param queries whether they are searched for
   */
  PlacedRows(
      String[] ids,
      float[] values,
      int rows,
      Cells cells,
      NearestRows centroids,
      int nprobe,
      boolean base,
      boolean queries) {
    this.ids = ids;
    this.values = values;
    this.rows = rows;
    dimension = cells.dimension();
    int visited = queries ? Math.min(nprobe, cells.count()) : 1;
    homes = new int[rows];
    int[][] slices = new int[rows][];
    starts = new int[2 * cells.count() + 1];
    for (int from = 0; from < rows; from += PROBED_AT_ONCE) {
      int count = Math.min(PROBED_AT_ONCE, rows - from);
      float[] block = Arrays.copyOfRange(values, from * dimension, (from + count) * dimension);
      RowLists nearest = centroids.nearest(block, count, visited, Float.NEGATIVE_INFINITY);
      for (int i = 0; i < count; i++) {
        int first = nearest.starts()[i];
        homes[from + i] = nearest.rows()[first];
        int[] own = new int[nearest.starts()[i + 1] - first];
        for (int probe = 0; probe < own.length; probe++) {
          own[probe] = 2 * nearest.rows()[first + probe] + (probe == 0 && base ? 0 : 1);
          starts[own[probe] + 1]++;
        }
        slices[from + i] = own;
      }
    }
    for (int slice = 0; slice < starts.length - 1; slice++) {
      starts[slice + 1] += starts[slice];
    }
    order = new int[starts[starts.length - 1]];
    int[] next = starts.clone();
    for (int row = 0; row < rows; row++) {
      for (int slice : slices[row]) {
        order[next[slice]++] = row;
      }
    }
  }

  /** Returns what the slices hold, in one file. */
  CellCounts counts(String file, boolean base, boolean queries) {
    CellCounts counts = CellCounts.none(cells());
    for (int cell = 0; cell < cells(); cell++) {
      int own = start(2 * cell + 1) - start(2 * cell);
      counts.base()[cell] = own;
      counts.visits()[cell] =
          queries ? start(2 * cell + 2) - start(2 * cell + 1) + (base ? own : 0) : 0;
    }
    for (int row = 0; row < rows && queries; row++) {
      counts.homes()[homes[row]]++;
    }
    return new CellCounts(new String[] {file}, counts.base(), counts.visits(), counts.homes());
  }

  int rows() {
    return rows;
  }

  int cells() {
    return starts.length / 2;
  }

  int dimension() {
    return dimension;
  }

  String id(int row) {
    return ids[row];
  }

  float[] values() {
    return values;
  }

  int home(int row) {
    return homes[row];
  }

  /** Returns where a slice starts among the places of all. */
  int start(int slice) {
    return starts[slice];
  }

  /** Returns the row at a place. */
  int row(int place) {
    return order[place];
  }
}
