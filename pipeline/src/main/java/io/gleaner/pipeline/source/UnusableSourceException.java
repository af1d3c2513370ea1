package io.gleaner.pipeline.source;

import java.util.List;

/** Entries of a source that give no images; the message lists every one of them. */
public final class UnusableSourceException extends RuntimeException {
  UnusableSourceException(String source, List<String> problems) {
    super("%s: %s".formatted(source, String.join("\n%s: ".formatted(source), problems)));
  }
}
