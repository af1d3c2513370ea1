package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.io.Serializable;
import java.lang.ref.SoftReference;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ids in the column {@code id} of some tables, such as the images that deduplication removes: a
 * reference that travels, and is read once in each JVM. Memory in a worker: about 100 bytes an id.
 *
 * @param files the tables, none for no ids
 * @param version the fingerprint of the stage that wrote them, so that a JVM that has read an older
 *     version of the same files reads again
 */
public record ExcludedIds(List<Location> files, String version) implements Serializable {
  private static final ConcurrentHashMap<ExcludedIds, SoftReference<Set<String>>> READ =
      new ConcurrentHashMap<>();

  public ExcludedIds {
    files = List.copyOf(files);
  }

  public static ExcludedIds none() {
    return new ExcludedIds(List.of(), "");
  }

  public static ExcludedIds of(List<Location> files, String version) {
    return new ExcludedIds(files, version);
  }

  /** Returns the ids; not to be changed. */
  public Set<String> ids() throws IOException {
    if (files.isEmpty()) {
      return Set.of();
    }
    SoftReference<Set<String>> cached = READ.get(this);
    Set<String> ids = cached == null ? null : cached.get();
    if (ids == null) {
      ids = read();
      READ.put(this, new SoftReference<>(ids));
    }
    return ids;
  }

  private Set<String> read() throws IOException {
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
