package io.gleaner.pipeline.cli;

/** An argument that parses but cannot be used; the message says which, and what is allowed. */
final class UnusableArgumentException extends RuntimeException {
  UnusableArgumentException(String message) {
    super(message);
  }
}
