package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.util.List;
import java.util.Locale;

/** A table lacks a column that was asked for; the message names those that it has. */
public final class MissingColumnException extends RuntimeException {
  public MissingColumnException(Location file, String column, List<String> columns) {
    super(String.format(Locale.ROOT, "%s has no column \"%s\"; it has %s", file, column, columns));
  }
}
