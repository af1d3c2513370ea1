package io.gleaner.pipeline.source;

import java.util.List;

/** Entries of sources that give no images; the message lists every one of them. */
public final class UnusableSourceException extends RuntimeException {
  UnusableSourceException(String source, List<String> problems) {
    this(problems.stream().map(problem -> source + ": " + problem).toList());
  }

  /**
   * @param problems each a sentence that says where it is
   */
  public UnusableSourceException(List<String> problems) {
    super(String.join("\n", problems));
  }

  /** Returns what several sources have to say as one. */
  public static UnusableSourceException all(List<UnusableSourceException> sources) {
    return new UnusableSourceException(sources.stream().map(Throwable::getMessage).toList());
  }
}
