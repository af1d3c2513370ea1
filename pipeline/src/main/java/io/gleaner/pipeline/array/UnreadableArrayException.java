package io.gleaner.pipeline.array;

import java.io.IOException;

/** A file that holds no array of embeddings, or one of a kind that is not read. */
public final class UnreadableArrayException extends IOException {
  /**
   * @param file what is read
   * @param what is wrong with it, as what follows its name
   */
  UnreadableArrayException(String file, String what) {
    super(file + ": " + what);
  }
}
