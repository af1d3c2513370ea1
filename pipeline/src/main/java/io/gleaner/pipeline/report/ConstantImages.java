package io.gleaner.pipeline.report;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts images whose pixels are all equal, from one column of {@code images/}, a file on each
 * processor.
 */
public final class ConstantImages {
  private ConstantImages() {}

  /** Returns how many there are in the tables of each source. */
  public static Map<String, Long> count(Map<String, List<Location>> tables) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    try {
      tables.forEach(
          (source, files) ->
              counts.put(
                  source, files.parallelStream().mapToLong(ConstantImages::countFile).sum()));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return counts;
  }

  private static long countFile(Location file) {
    long count = 0;
    try (TableReader reader = TableReader.open(file, "constant")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        count += row.integer(0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }
}
