package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.report.figures.Sweep;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What would still be retrieved with a least similarity: of the stored retrievals those that are at
 * least as similar. A run that refills would grant other images in their place.
 */
final class ReadLeastSimilarity {
  private static final int PER_UNIT = 20;
  private static final int MOST = 10;

  private ReadLeastSimilarity() {}

  /** What a set and mode retrieved at {@code multiple / 20} or more and below the next. */
  private record Step(String set, String mode, int multiple, long retrieved, long distinct) {}

  static List<Sweep.LeastSimilarity> of(Sql sql) throws SQLException, IOException {
    // An image counts as distinct at the highest of its similarities.
    List<Step> steps =
        Select.list(
            sql,
            Select.format(
                """
                WITH stepped AS
                  (SELECT "set", mode, id, count(*) AS times, list_sort(list(similarity)) AS all_of
                   FROM retrieved WHERE mode <> 'as_is' AND similarity IS NOT NULL
                   GROUP BY "set", mode, id),
                values AS
                  (SELECT "set", mode, unnest(all_of) AS similarity, false AS first FROM stepped
                   UNION ALL
                   SELECT "set", mode, all_of[-1], true FROM stepped),
                floors AS
                  (SELECT "set", mode, first, similarity,
                          floor(similarity::DOUBLE * %1$d + 1e-9)::INTEGER AS guess FROM values),
                exact AS
                  (SELECT "set", mode, first,
                          guess - (similarity < (guess / %1$d.0)::FLOAT)::INTEGER AS multiple
                   FROM floors)
                SELECT "set", mode, multiple, count(*) FILTER (NOT first), count(*) FILTER (first)
                FROM exact GROUP BY ALL ORDER BY "set", mode, multiple DESC
                """,
                PER_UNIT),
            row ->
                new Step(
                    row.getString(1),
                    row.getString(2),
                    row.getInt(3),
                    row.getLong(4),
                    row.getLong(5)));
    List<Sweep.LeastSimilarity> levels = new ArrayList<>();
    if (steps.isEmpty()) {
      return levels;
    }
    int[] multiples = grid(steps);
    for (int from = 0; from < steps.size(); ) {
      int to = from + 1;
      while (to < steps.size()
          && steps.get(to).set.equals(steps.get(from).set)
          && steps.get(to).mode.equals(steps.get(from).mode)) {
        to++;
      }
      levels.addAll(levels(steps.subList(from, to), multiples));
      from = to;
    }
    return levels;
  }

  /** The same for all sets, ascending: of many steps every second is left out, and so on. */
  private static int[] grid(List<Step> steps) {
    int lowest = steps.stream().mapToInt(Step::multiple).min().orElseThrow();
    int highest = steps.stream().mapToInt(Step::multiple).max().orElseThrow();
    int stride = 1;
    while ((highest - lowest) / stride >= MOST) {
      stride *= 2;
    }
    int step = stride;
    return IntStream.rangeClosed(0, (highest - lowest) / stride)
        .map(n -> lowest + n * step)
        .toArray();
  }

  /** Adds up from the most similar down. */
  private static List<Sweep.LeastSimilarity> levels(List<Step> descending, int[] multiples) {
    ArrayDeque<Sweep.LeastSimilarity> levels = new ArrayDeque<>();
    long retrieved = 0;
    long distinct = 0;
    int next = 0;
    for (int level = multiples.length - 1; level >= 0; level--) {
      while (next < descending.size() && descending.get(next).multiple >= multiples[level]) {
        retrieved += descending.get(next).retrieved;
        distinct += descending.get(next).distinct;
        next++;
      }
      levels.addFirst(
          new Sweep.LeastSimilarity(
              descending.get(0).set,
              descending.get(0).mode,
              (double) multiples[level] / PER_UNIT,
              retrieved,
              distinct));
    }
    return List.copyOf(levels);
  }
}
