package io.gleaner.retrieval.neighbours.cells;

import io.gleaner.clustering.sampling.Draws;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The search of one cell, or of one part of it where it is too large for a worker: the part's rows
 * against every query that visits the cell.
 *
 * @param cell its number
 * @param part of the cell, from 0
 * @param parts into how many the cell is cut
 * @param rows of the cell, all parts together
 * @param visits queries
 */
public record CellTask(int cell, int part, int parts, long rows, long visits)
    implements Serializable {

  /** Returns the tasks of all cells that are visited; an empty cell answers too. */
  public static List<CellTask> of(CellCounts counts, int mostRows) {
    List<CellTask> tasks = new ArrayList<>();
    for (int cell = 0; cell < counts.base().length; cell++) {
      long rows = counts.base()[cell];
      long visits = counts.visits()[cell];
      int parts = (int) Math.max(1, (rows + mostRows - 1) / mostRows);
      for (int part = 0; part < parts && visits > 0; part++) {
        tasks.add(new CellTask(cell, part, parts, rows, visits));
      }
    }
    return tasks;
  }

  /** Returns whether a row of the cell is in this part: by its id, wherever it is stored. */
  public boolean holds(String id) {
    return parts == 1 || Long.remainderUnsigned(Draws.hash(0, "part", id), parts) == part;
  }

  /** Returns how many pairs of rows and queries there are, about. */
  public double pairs() {
    return (double) rows / parts * visits;
  }

  /** Returns how many rows this part is likely to have. */
  public int expectedRows() {
    return (int) Math.min(Integer.MAX_VALUE, rows / parts + (parts == 1 ? 0 : rows / parts / 16));
  }
}
