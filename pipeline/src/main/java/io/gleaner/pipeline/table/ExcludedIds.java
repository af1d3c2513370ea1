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
 * @param named further ids, few
 */
public record ExcludedIds(List<Location> files, Set<String> named) implements Serializable {
  public ExcludedIds {
    files = List.copyOf(files);
    named = Set.copyOf(named);
  }

  public static ExcludedIds none() {
    return new ExcludedIds(List.of(), Set.of());
  }

  public static ExcludedIds of(List<Location> files) {
    return new ExcludedIds(files, Set.of());
  }

  /** Returns these and some more. */
  public ExcludedIds and(Set<String> more) {
    return more.isEmpty() ? this : new ExcludedIds(files, more);
  }

  /** Returns the ids. */
  public Set<String> ids() throws IOException {
    Set<String> ids = new HashSet<>(named);
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
