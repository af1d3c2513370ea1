package io.gleaner.pipeline.run;

import io.gleaner.dedup.Candidate;
import io.gleaner.dedup.Candidates;
import io.gleaner.dedup.near.EdgeBlock;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.EdgeTables;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads sizes of those pool images that an edge names. */
final class PoolCandidates {
  private PoolCandidates() {}

  /**
   * Returns the images of {@code pool} that an edge of {@code edges} joins to another. Tables
   * without width, height and bytes count as all of one size. Memory: about 150 bytes an image.
   */
  static Candidates read(Inputs pool, List<Location> edges) throws IOException {
    Set<String> named = new HashSet<>();
    for (EdgeBlock block : EdgeTables.read(edges)) {
      for (int i = 0; i < block.size(); i++) {
        named.add(block.a(i));
        named.add(block.b(i));
      }
    }
    Map<String, Candidate> candidates = new HashMap<>();
    for (Location file : pool.files()) {
      boolean sized = TableReader.columns(file).containsAll(List.of("width", "height", "bytes"));
      try (TableReader reader =
          sized
              ? TableReader.open(file, "id", "width", "height", "bytes")
              : TableReader.open(file, "id")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          String id = row.text(0);
          if (named.contains(id)) {
            candidates.put(
                id,
                sized
                    ? new Candidate(id, row.integer(1) * row.integer(2), row.integer(3))
                    : new Candidate(id, 0, 0));
          }
        }
      }
    }
    return candidates::get;
  }
}
