package io.gleaner.pipeline.runner;

/** The jar for a cluster is missing or is not of this build; the message says how to make it. */
public final class StaleJobJarException extends RuntimeException {
  StaleJobJarException(String message) {
    super(message);
  }
}
