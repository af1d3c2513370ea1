package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.Histogram;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * Bins of equal width whose edges are multiples of a round width.
 *
 * @param first the lowest edge is this times {@code width}
 * @param perUnit one over the width, a whole number, so that edges are exact quotients
 */
record Bins(long first, int count, int perUnit) {
  private static final int[] PER_UNIT = {5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};
  private static final int WANTED = 25;

  /** Returns the widest bins of which a span holds 25 or more. */
  static Bins over(double least, double greatest) {
    for (int perUnit : PER_UNIT) {
      Bins bins = of(least, greatest, perUnit);
      if (bins.count >= WANTED) {
        return bins;
      }
    }
    return of(least, greatest, PER_UNIT[PER_UNIT.length - 1]);
  }

  private static Bins of(double least, double greatest, int perUnit) {
    long first = (long) Math.floor(least * perUnit + 1e-6);
    long end = (long) Math.ceil(greatest * perUnit - 1e-6);
    return new Bins(first, (int) Math.max(1, end - first), perUnit);
  }

  double[] edges() {
    double[] edges = new double[count + 1];
    for (int i = 0; i <= count; i++) {
      edges[i] = (double) (first + i) / perUnit;
    }
    return edges;
  }

  /** Returns the expression of a value's bin; what lies outside is in the first or last. */
  String of(String column) {
    return Select.format(
        "least(%d, greatest(0, floor(%s::DOUBLE * %d) - %d))::INTEGER",
        count - 1, column, perUnit, first);
  }

  /** Counts a column of a table or subquery. */
  Histogram count(Sql sql, String measure, String column, String table, List<Histogram.Mark> marks)
      throws SQLException, IOException {
    long[] counts = new long[count];
    Select.list(
        sql,
        Select.format(
            "SELECT %s AS bin, count(*) FROM %s WHERE %s IS NOT NULL GROUP BY 1",
            of(column), table, column),
        row -> counts[row.getInt(1)] = row.getLong(2));
    return new Histogram(measure, edges(), counts, marks);
  }
}
