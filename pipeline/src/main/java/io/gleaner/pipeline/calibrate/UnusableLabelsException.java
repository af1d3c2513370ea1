package io.gleaner.pipeline.calibrate;

/**
 * Labels, or a pool, by which nothing can be measured; the message says why, and nothing was done.
 */
public final class UnusableLabelsException extends IllegalArgumentException {
  UnusableLabelsException(String message) {
    super(message);
  }

  UnusableLabelsException(String message, Throwable cause) {
    super(message, cause);
  }
}
