package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.Overlap;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** Which pictures of the manifest several sets called for, in one pass over it. */
final class ReadOverlap {
  private ReadOverlap() {}

  /**
   * @param sets in the order of rows and columns
   */
  static Overlap of(Sql sql, List<String> sets) throws SQLException, IOException {
    long[][] counts = new long[sets.size()][sets.size()];
    Select.list(
        sql,
        """
        WITH together AS
          (SELECT list_distinct(list_transform(retrievals, r -> r."set")) AS names,
                  count(*) AS pictures
           FROM manifest GROUP BY 1),
        rows AS (SELECT unnest(names) AS one, names, pictures FROM together),
        cells AS (SELECT one, unnest(names) AS other, pictures FROM rows)
        SELECT one, other, sum(pictures) FROM cells GROUP BY ALL
        """,
        row -> {
          int one = sets.indexOf(row.getString(1));
          int other = sets.indexOf(row.getString(2));
          if (one >= 0 && other >= 0) {
            counts[one][other] = row.getLong(3);
          }
          return null;
        });
    double[][] jaccard = new double[sets.size()][sets.size()];
    for (int i = 0; i < sets.size(); i++) {
      for (int j = 0; j < sets.size(); j++) {
        long united = counts[i][i] + counts[j][j] - counts[i][j];
        jaccard[i][j] = united == 0 ? 0 : (double) counts[i][j] / united;
      }
    }
    return new Overlap(List.copyOf(sets), counts, jaccard);
  }
}
