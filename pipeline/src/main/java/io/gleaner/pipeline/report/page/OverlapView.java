package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.Overlap;
import java.util.ArrayList;
import java.util.List;

/** Pictures that two sets share, as a table shaded by how much they overlap. */
record OverlapView(List<String> sets, List<Row> rows) {
  private static final int SHADES = 8;

  record Row(String set, List<Cell> cells) {}

  /** The shade runs from 0 to 8; the diagonal has none. */
  record Cell(Long count, String jaccard, int shade, boolean diagonal, String words) {}

  static OverlapView of(Overlap overlap) {
    if (overlap == null || overlap.sets().size() < 2) {
      return null;
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < overlap.sets().size(); i++) {
      List<Cell> cells = new ArrayList<>();
      for (int j = 0; j < overlap.sets().size(); j++) {
        double jaccard = overlap.jaccard()[i][j];
        cells.add(
            new Cell(
                overlap.counts()[i][j],
                Numbers.similarity(jaccard),
                i == j || !(jaccard > 0) ? 0 : 1 + (int) Math.min(SHADES - 1, jaccard * SHADES),
                i == j,
                i == j
                    ? "all that this set retrieved"
                    : overlap.sets().get(i) + " and " + overlap.sets().get(j)));
      }
      rows.add(new Row(overlap.sets().get(i), cells));
    }
    return new OverlapView(overlap.sets(), rows);
  }
}
