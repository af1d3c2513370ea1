package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What became of the decisions of people, in a line. */
final class ReviewSummary {
  private ReviewSummary() {}

  /** Returns the line; none where the run had no decisions. */
  static Optional<String> of(RunDirectory directory) throws IOException {
    Location table = directory.statistics("decisions");
    if (!table.exists()) {
      return Optional.empty();
    }
    Map<String, Long> counts = new TreeMap<>();
    try (TableReader reader = TableReader.open(table, "status")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        counts.merge(row.text(0), 1L, Long::sum);
      }
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "decisions %d obeyed, %d not obeyed, %d no longer apply: %s",
            counts.getOrDefault("obeyed", 0L),
            counts.getOrDefault("not_obeyed", 0L),
            counts.getOrDefault("no_longer_applies", 0L),
            table));
  }
}
