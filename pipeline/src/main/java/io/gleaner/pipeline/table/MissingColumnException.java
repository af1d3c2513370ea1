package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.util.List;

/** A table lacks a column that was asked for; the message names those that it has. */
public final class MissingColumnException extends RuntimeException {
  public MissingColumnException(Location file, String column, List<String> columns) {
    super("%s has no column \"%s\"; it has %s".formatted(file, column, columns));
  }
}
