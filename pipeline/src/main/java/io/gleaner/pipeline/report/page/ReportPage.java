package io.gleaner.pipeline.report.page;

import io.gleaner.pipeline.report.figures.ReportFigures;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;

/**
 * The report as one HTML file that opens from disk without a network. Tables, plots and names are
 * markup and can be read without scripts; a script shows pictures as they come into view, searches,
 * filters and keeps the reader's marks. Names and captions are taken for hostile: they are escaped
 * wherever they stand, and a policy in the page forbids whatever is not the page's own.
 */
public final class ReportPage {
  private ReportPage() {}

  /**
   * Writes the page, aside and renamed. Pictures go from the figures to the file one by one.
   *
   * @throws IOException where the file cannot be written; an older one is then still there
   */
  public static void write(ReportFigures figures, Location file) throws IOException {
    PageView view = PageView.of(figures);
    Templates.write("page", view, file);
  }
}
