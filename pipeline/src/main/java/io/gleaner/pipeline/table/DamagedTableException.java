package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.Locale;

/** A file that cannot be read as the Parquet table that it should be; the message names it. */
public final class DamagedTableException extends IOException {
  DamagedTableException(Location file, Throwable cause) {
    super(
        String.format(
            Locale.ROOT, "%s cannot be read as a Parquet table: %s", file, cause.getMessage()),
        cause);
  }
}
