package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Images that left a pool: for each table of the pool that lost some a table of the same relative
 * name, so that whoever reads one reads the other beside it and nothing else.
 *
 * @param folders of the tables, each of other images; none where no image left
 * @param fingerprint of the contents, once they are complete
 */
record RemovedImages(List<Location> folders, Supplier<String> fingerprint) {
  static final RemovedImages NONE = new RemovedImages(List.of(), () -> "");

  RemovedImages {
    folders = List.copyOf(folders);
  }

  RemovedImages(Location folder, Supplier<String> fingerprint) {
    this(List.of(folder), fingerprint);
  }

  /** What a stage before writes to {@code folder}. */
  static RemovedImages of(Location folder, Stage before) {
    return new RemovedImages(folder, before::fingerprint);
  }

  /** Returns these and others, which left after them. */
  RemovedImages and(RemovedImages others) {
    return new RemovedImages(
        Stream.concat(folders.stream(), others.folders.stream()).toList(), others.fingerprint);
  }

  /** Returns the ids that left, by the relative name of the pool's table. */
  Map<String, ExcludedIds> byTable() {
    Map<String, List<Location>> tables = new HashMap<>();
    for (StoredFile file : tables()) {
      tables.computeIfAbsent(file.relative(), none -> new ArrayList<>()).add(file.location());
    }
    Map<String, ExcludedIds> removed = new HashMap<>();
    tables.forEach((name, files) -> removed.put(name, ExcludedIds.of(files)));
    return removed;
  }

  /** Returns how many images left, by the footers. */
  long count() throws IOException {
    long count = 0;
    for (StoredFile file : tables()) {
      count += TableReader.rows(file.location());
    }
    return count;
  }

  private List<StoredFile> tables() {
    return folders.stream().flatMap(folder -> RunDirectory.tableFiles(folder).stream()).toList();
  }
}
