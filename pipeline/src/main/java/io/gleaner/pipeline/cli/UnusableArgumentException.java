package io.gleaner.pipeline.cli;

import java.util.function.Supplier;

/** An argument that parses but cannot be used; the message says which, and what is allowed. */
final class UnusableArgumentException extends RuntimeException {
  UnusableArgumentException(String message) {
    super(message);
  }

  /** Returns what {@code arguments} makes, or says what it refuses. */
  static <T> T check(Supplier<T> arguments) {
    try {
      return arguments.get();
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(e.getMessage());
    }
  }
}
