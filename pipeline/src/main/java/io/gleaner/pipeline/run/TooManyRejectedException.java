package io.gleaner.pipeline.run;

/** Sources lost more of their inputs than is allowed; the message is one sentence that says all. */
public final class TooManyRejectedException extends RuntimeException {
  TooManyRejectedException(String message) {
    super(message);
  }
}
