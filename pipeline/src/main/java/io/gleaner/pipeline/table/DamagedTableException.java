package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;

/** A file that cannot be read as the Parquet table that it should be; the message names it. */
public final class DamagedTableException extends IOException {
  DamagedTableException(Location file, Throwable cause) {
    super("%s cannot be read as a Parquet table: %s".formatted(file, cause.getMessage()), cause);
  }
}
