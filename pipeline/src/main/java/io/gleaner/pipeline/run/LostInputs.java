package io.gleaner.pipeline.run;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Tells of sources that lost more of their inputs than is allowed, or all: a run on what is left
 * would succeed and mean nothing.
 *
 * @param directory whose embedded and rejected inputs are counted
 * @param allowed most of a source's inputs that may be rejected, 0 to 1; 1 allows a source that has
 *     no usable image
 */
record LostInputs(RunDirectory directory, double allowed) {
  /**
   * @throws TooManyRejectedException where a source has no usable image, or too few
   */
  void check(List<ImageSource> sources) throws IOException {
    List<String> lost = new ArrayList<>();
    for (ImageSource source : sources) {
      long usable = TableReader.rows(RunDirectory.tables(directory.images(source.name())));
      Location folder = directory.rejected().resolve(source.name());
      long rows = TableReader.rows(RunDirectory.tables(folder));
      if (!isTooMany(usable, rows)) {
        continue;
      }
      Map<String, Long> reasons = reasons(folder);
      long rejected = reasons.values().stream().mapToLong(Long::longValue).sum();
      if (isTooMany(usable, rejected)) {
        lost.add(
            rejected == 0
                ? source.name() + " has no inputs"
                : String.format(
                    Locale.ROOT,
                    "%s lost %d of %d inputs (%s)",
                    source.name(),
                    rejected,
                    usable + rejected,
                    text(reasons)));
      }
    }
    if (!lost.isEmpty()) {
      throw new TooManyRejectedException(
          String.format(
              Locale.ROOT,
              "%s; at most %s of a source's inputs may be rejected (limits.rejected_share,"
                  + " --rejected-share): see %s, mend the source or raise the limit, and run again:"
                  + " what is embedded is kept",
              String.join(", ", lost),
              allowed,
              directory.rejected()));
    }
  }

  private boolean isTooMany(long usable, long rejected) {
    boolean none = usable == 0 && allowed < 1;
    return none || rejected > allowed * (usable + rejected);
  }

  /** Returns how many inputs were lost for each reason; an unused sidecar loses no image. */
  private static Map<String, Long> reasons(Location folder) throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    for (Location file : RunDirectory.tables(folder)) {
      try (TableReader reader = TableReader.open(file, "reason")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          counts.merge(row.text(0), 1L, Long::sum);
        }
      }
    }
    counts.remove(Reason.UNUSED_SIDECAR.name());
    return counts;
  }

  /** The most frequent first. */
  private static String text(Map<String, Long> reasons) {
    return reasons.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(each -> each.getValue() + " " + each.getKey())
        .collect(Collectors.joining(", "));
  }
}
