package io.gleaner.pipeline.report.read;

/**
 * What a user may choose of a report.
 *
 * @param bytes that the page may have; pictures are left out beyond
 * @param pictures whether there are any
 */
public record ReportOptions(long bytes, boolean pictures) {
  public static final ReportOptions DEFAULTS = new ReportOptions(25_000_000, true);
}
