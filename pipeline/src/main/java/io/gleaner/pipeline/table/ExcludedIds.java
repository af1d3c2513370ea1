package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ids in the column {@code id} of some tables, such as the images of one table of the pool that
 * deduplication removes: a reference that travels, and is read where it is needed, each time.
 * Memory while it is used: about 100 bytes an id.
 *
 * @param files the tables, none for no ids
 */
public record ExcludedIds(List<Location> files) implements Serializable {
  public ExcludedIds {
    files = List.copyOf(files);
  }

  public static ExcludedIds none() {
    return new ExcludedIds(List.of());
  }

  public static ExcludedIds of(List<Location> files) {
    return new ExcludedIds(files);
  }

  /** Returns the ids. */
  public Set<String> ids() throws IOException {
    Set<String> ids = new HashSet<>();
    for (Location file : files) {
      try (TableReader reader = TableReader.open(file, "id")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          ids.add(row.text(0));
        }
      }
    }
    return ids;
  }
}
