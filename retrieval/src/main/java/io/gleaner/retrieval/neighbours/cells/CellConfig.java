package io.gleaner.retrieval.neighbours.cells;

import java.io.Serializable;
import java.util.Locale;

/**
 * How a base is cut into cells, and how many of them a query visits.
 *
 * @param cells number of cells, or {@link #AUTO}: one for each {@code rowsPerCell} of the base
 * @param rowsPerCell rows that a cell is meant to have; a cell of more than twice as many is
 *     searched in parts
 * @param nprobe cells in which each query is searched: its own and the next nearest
 */
public record CellConfig(int cells, int rowsPerCell, int nprobe) implements Serializable {
  /** As many cells as the base needs. */
  public static final int AUTO = 0;

  /** For the nearest rows, however far they are. */
  public static final CellConfig DEFAULTS = new CellConfig(AUTO, 10_000, 32);

  /** For rows that are close to the query, which are in few cells even if these are small. */
  public static final CellConfig CLOSE = new CellConfig(AUTO, 2_000, 8);

  private static final int MOST_CELLS = 1 << 20;

  public CellConfig {
    check("cells", cells, AUTO, MOST_CELLS);
    check("rows_per_cell", rowsPerCell, 1, 1_000_000_000);
    check("nprobe", nprobe, 1, 1024);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%s is %d, must be %d to %d", name, value, least, most));
    }
  }

  /** Returns how many cells a base of {@code rows} is cut into. */
  public int count(long rows) {
    if (cells != AUTO) {
      return cells;
    }
    return (int) Math.max(1, Math.min(MOST_CELLS, (rows + rowsPerCell - 1) / rowsPerCell));
  }

  /** Returns the rows of a cell beyond which it is searched in parts. */
  public int mostRows() {
    return 2 * rowsPerCell;
  }

  public CellConfig withCells(int cells) {
    return new CellConfig(cells, rowsPerCell, nprobe);
  }

  public CellConfig withRowsPerCell(int rowsPerCell) {
    return new CellConfig(cells, rowsPerCell, nprobe);
  }

  public CellConfig withNprobe(int nprobe) {
    return new CellConfig(cells, rowsPerCell, nprobe);
  }
}
