package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StorageException;
import io.gleaner.pipeline.storage.UnknownSchemeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/**
 * A file that is no Parquet, or Parquet that is damaged or of a kind that is not read. The message
 * is a sentence that names the file; no trace is needed to understand it.
 */
public final class UnreadableTableException extends IOException {
  private final String what;

  UnreadableTableException(Location file, String what, Throwable cause) {
    super(file + ": " + what, cause);
    this.what = what;
  }

  /** Returns the message without the file's name. */
  public String what() {
    return what;
  }

  /**
   * Returns what to throw where a file could not be opened: itself, if the filesystem tells why.
   *
   * @throws StorageException where a remote filesystem did not answer
   */
  static IOException opening(Location file, Exception failure) throws StorageException {
    StorageException.rethrow(failure);
    if (failure instanceof FileSystemException
        || failure instanceof FileNotFoundException
        || failure instanceof UnreadableTableException) {
      return (IOException) failure;
    }
    String message = reason(failure);
    if (message.contains("is not a Parquet file")) {
      return new UnreadableTableException(file, "this is no Parquet file", failure);
    }
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("encrypt") || lower.contains("decrypt")) {
      return new UnreadableTableException(file, "encrypted Parquet is not read", failure);
    }
    return new UnreadableTableException(file, "its footer cannot be read: " + message, failure);
  }

  /**
   * Returns what to throw where values could not be read: itself, if the filesystem tells why.
   *
   * @throws StorageException where a remote filesystem did not answer
   */
  static IOException reading(Location file, Exception failure) throws StorageException {
    StorageException.rethrow(failure);
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof FileSystemException
          || each instanceof ClosedChannelException
          || each instanceof UnreadableTableException) {
        return (IOException) each;
      }
      if (each instanceof MissingColumnException || each instanceof UnknownSchemeException) {
        throw (RuntimeException) each;
      }
    }
    return new UnreadableTableException(file, "cannot be decoded: " + reason(failure), failure);
  }

  /** The message of the innermost cause that has one. */
  private static String reason(Throwable failure) {
    String reason = failure.getClass().getSimpleName();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each.getMessage() != null) {
        reason = each.getMessage();
      }
    }
    return reason.lines().findFirst().orElse(reason);
  }
}
