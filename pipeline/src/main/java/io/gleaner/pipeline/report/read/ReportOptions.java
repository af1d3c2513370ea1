package io.gleaner.pipeline.report.read;

import java.util.Map;

/**
 * What a user may choose of a report.
 *
 * @param bytes that the page may have; pictures are left out beyond
 * @param pictures whether there are any
 * @param roots locations that stand for the first segments of uris, in place of the run's own
 */
public record ReportOptions(long bytes, boolean pictures, Map<String, String> roots) {
  public static final ReportOptions DEFAULTS = new ReportOptions(25_000_000, true, Map.of());

  public ReportOptions {
    roots = Map.copyOf(roots);
  }
}
