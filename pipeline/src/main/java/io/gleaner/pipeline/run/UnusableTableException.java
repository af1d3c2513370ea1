package io.gleaner.pipeline.run;

import io.gleaner.pipeline.table.UnreadableTableException;

/** A file that the user names as embeddings is none that is read; found before any work. */
public final class UnusableTableException extends RuntimeException {
  UnusableTableException(UnreadableTableException cause) {
    super(cause.getMessage(), cause);
  }
}
