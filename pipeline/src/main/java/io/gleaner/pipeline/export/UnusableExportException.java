package io.gleaner.pipeline.export;

/** An export that cannot be begun as it is asked for; nothing was written. The message says why. */
public final class UnusableExportException extends RuntimeException {
  public UnusableExportException(String message) {
    super(message);
  }
}
