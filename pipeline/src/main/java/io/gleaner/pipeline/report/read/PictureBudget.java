package io.gleaner.pipeline.report.read;

/** How many bytes of pictures a page can still take: Base64 makes four bytes of three. */
final class PictureBudget {
  /** Styles, scripts, plots and tables, whatever the run. */
  private static final long PAGE = 400_000;

  private static final double MARKUP = 1.3;

  private double left;

  /**
   * @param bytes that the page may have
   */
  PictureBudget(long bytes) {
    left = bytes - PAGE;
  }

  /** Takes text, some of whose characters are escaped or take several bytes. */
  void text(long characters) {
    left -= characters * MARKUP;
  }

  /** Takes a picture where it fits. */
  boolean take(long bytes) {
    double text = Math.ceil(bytes / 3.0) * 4;
    if (text > left) {
      return false;
    }
    left -= text;
    return true;
  }
}
