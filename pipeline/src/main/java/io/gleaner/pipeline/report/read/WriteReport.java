package io.gleaner.pipeline.report.read;

import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.report.figures.ReportFigures;
import io.gleaner.pipeline.report.page.ReportPage;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.view.RunViews;
import java.io.IOException;
import java.sql.SQLException;

/** Makes the page of a run. */
public final class WriteReport {
  /** What queries may take before they spill; the rest of a gigabyte is Java's. */
  private static final String MEMORY = "400MB";

  private WriteReport() {}

  /**
   * Reads a run, complete or not, and writes its page.
   *
   * @param originals where pictures are read from
   * @param threads that queries may use
   * @param file the page
   */
  public static void write(
      RunDirectory directory,
      ReportOptions options,
      Originals originals,
      int threads,
      Location file)
      throws SQLException, IOException {
    ReportFigures figures;
    try (Sql sql = Sql.open(RunDirectory.spillElsewhere(), threads, MEMORY)) {
      RunViews.open(directory, sql);
      figures = ReadReport.of(directory, sql, options, originals, threads);
    }
    ReportPage.write(figures, file);
  }
}
