package io.gleaner.pipeline.image;

/** An input that cannot be used; it becomes a row of {@code rejected/} and the run goes on. */
public final class RejectedImageException extends Exception {
  private final Reason reason;

  /**
   * @param detail what was found, for a person: at most a line
   */
  public RejectedImageException(Reason reason, String detail) {
    super(detail, null, false, false); // no stack trace: a crawl has millions of these
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Returns what was found. */
  public String detail() {
    return getMessage();
  }
}
