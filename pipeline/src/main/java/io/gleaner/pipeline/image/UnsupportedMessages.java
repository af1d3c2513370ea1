package io.gleaner.pipeline.image;

import java.util.List;
import java.util.Locale;

/** What decoders' messages say where they know a file's kind and do not read it. */
final class UnsupportedMessages {
  private static final List<String> WORDS =
      List.of("unsupported", "not supported", "not implemented", "unknown tiff compression");

  private UnsupportedMessages() {}

  /** Returns whether {@code failure}, or a cause of it, says that a kind of file is not read. */
  static boolean in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message =
          cause.getMessage() == null ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
      if (cause instanceof UnsupportedOperationException
          || WORDS.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }
}
