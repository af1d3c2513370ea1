package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Images that left a pool: for each table of the pool that lost some a table of the same relative
 * name, so that whoever reads one reads the other beside it and nothing else.
 *
 * @param folder of the tables, or null where no image left
 * @param fingerprint of the contents, once they are complete
 */
record RemovedImages(Location folder, Supplier<String> fingerprint) {
  static final RemovedImages NONE = new RemovedImages(null, () -> "");

  /** What a stage before writes to {@code folder}. */
  static RemovedImages of(Location folder, Stage before) {
    return new RemovedImages(folder, before::fingerprint);
  }

  /** Returns the ids that left, by the relative name of the pool's table. */
  Map<String, ExcludedIds> byTable() {
    Map<String, ExcludedIds> removed = new HashMap<>();
    for (StoredFile file : tables()) {
      removed.put(file.relative(), ExcludedIds.of(List.of(file.location())));
    }
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
    return folder == null ? List.of() : RunDirectory.tableFiles(folder);
  }
}
