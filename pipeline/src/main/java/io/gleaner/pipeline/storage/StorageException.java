package io.gleaner.pipeline.storage;

import java.io.IOException;
import java.util.Locale;

/**
 * A filesystem did not answer: nothing is said of the file, and the same call may succeed later. It
 * is told apart from unreadable contents so that a lost connection fails a bundle, which is done
 * again, and never rejects an image.
 */
public final class StorageException extends IOException {
  StorageException(Location location, String what, Throwable cause) {
    super(String.format(Locale.ROOT, "%s cannot be %s: %s", location, what, cause), cause);
  }

  /**
   * @throws StorageException where {@code failure} is one or was caused by one
   */
  public static void rethrow(Throwable failure) throws StorageException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StorageException storage) {
        throw storage;
      }
    }
  }
}
