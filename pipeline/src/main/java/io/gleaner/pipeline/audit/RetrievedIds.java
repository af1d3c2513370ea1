package io.gleaner.pipeline.audit;

import io.gleaner.pipeline.manifest.IdFilter;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The images that were retrieved, by 64-bit hashes of their ids. Of n retrieved images and m others
 * one is mistaken with probability n × m / 2^64: 5e-6 for ten million of each. Memory: 8 bytes a
 * row of the tables while they are read, then 8 an image.
 */
final class RetrievedIds {
  private final long[] sorted;

  private RetrievedIds(long[] sorted) {
    this.sorted = sorted;
  }

  /**
   * @param tables with a column {@code id}
   */
  static RetrievedIds read(List<Location> tables) throws IOException {
    long[] keys = new long[1024];
    int size = 0;
    for (Location table : tables) {
      try (TableReader reader = TableReader.open(table, "id")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
          }
          keys[size++] = key(row.text(0));
        }
      }
    }
    Arrays.sort(keys, 0, size);
    int distinct = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || keys[i] != keys[i - 1]) {
        keys[distinct++] = keys[i];
      }
    }
    return new RetrievedIds(Arrays.copyOf(keys, distinct));
  }

  boolean contains(String id) {
    return Arrays.binarySearch(sorted, key(id)) >= 0;
  }

  private static long key(String id) {
    return IdFilter.hash(id);
  }
}
