package io.gleaner.pipeline.run;

import io.gleaner.dedup.Candidate;
import io.gleaner.dedup.CandidateBlock;
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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sizes of those pool images that an edge names, and which of the pool's tables each is in. Memory:
 * about 170 bytes an image.
 */
final class PoolCandidates implements Candidates {
  private static final int IMAGES_PER_BLOCK = 1 << 14;

  private final Map<String, Candidate> candidates = new HashMap<>();
  private final Map<String, Integer> tables = new HashMap<>();

  private PoolCandidates() {}

  /** Returns the images of {@code pool} that an edge of {@code edges} joins to another. */
  static PoolCandidates read(List<Location> pool, List<Location> edges) throws IOException {
    Set<String> named = new HashSet<>();
    for (EdgeBlock block : EdgeTables.read(edges)) {
      for (int i = 0; i < block.size(); i++) {
        named.add(block.a(i));
        named.add(block.b(i));
      }
    }
    var found = new PoolCandidates();
    for (int table = 0; table < pool.size(); table++) {
      readTable(pool.get(table), table, block -> found.add(block, named));
    }
    return found;
  }

  private void add(CandidateBlock block, Set<String> named) {
    for (int i = 0; i < block.size(); i++) {
      if (named.contains(block.id(i))) {
        candidates.put(block.id(i), block.candidate(i));
        tables.put(block.id(i), block.table(i));
      }
    }
  }

  @Override
  public Candidate of(String id) {
    return candidates.get(id);
  }

  /** Returns the number of the table that holds the image {@code id}. */
  int table(String id) {
    Integer table = tables.get(id);
    if (table == null) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "an edge names %s, which is not in the pool", id));
    }
    return table;
  }

  /**
   * Reads the images of one table. Tables without width, height and bytes count as all of one size.
   * A row without an id is none that can be used.
   *
   * @param number of the table, which goes into the blocks
   */
  static void readTable(Location file, int number, Consumer<CandidateBlock> out)
      throws IOException {
    boolean sized = TableReader.columns(file).containsAll(List.of("width", "height", "bytes"));
    var block = new CandidateBlock.Builder();
    try (TableReader reader =
        sized
            ? TableReader.open(file, "id", "width", "height", "bytes")
            : TableReader.open(file, "id")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        String id = row.text(0);
        if (id == null) {
          continue;
        }
        block.add(
            sized
                ? new Candidate(id, row.integer(1) * row.integer(2), row.integer(3))
                : new Candidate(id, 0, 0),
            number);
        if (block.size() == IMAGES_PER_BLOCK) {
          out.accept(block.build());
          block = new CandidateBlock.Builder();
        }
      }
    }
    if (block.size() > 0) {
      out.accept(block.build());
    }
  }

  /** Reads the ids of a table of evaluation images. */
  static void readEvaluation(Location file, Consumer<CandidateBlock> out) throws IOException {
    var block = new CandidateBlock.Builder();
    try (TableReader reader = TableReader.open(file, "id")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        if (!row.isNull(0)) {
          block.addEvaluation(row.text(0));
        }
      }
    }
    out.accept(block.build());
  }
}
