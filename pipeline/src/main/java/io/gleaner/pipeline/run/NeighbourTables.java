package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.WriteTables;
import io.gleaner.retrieval.neighbours.Neighbour;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.Neighbours;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Neighbour lists as tables that live as long as the stage that writes them. */
final class NeighbourTables {
  /** One neighbour of one query; a query without neighbours has one row without. */
  private record Entry(String query, String id, float similarity) {}

  private NeighbourTables() {}

  static WriteTables<NeighbourBlock, ?> write(Location folder) {
    return WriteTables.<NeighbourBlock, Entry>to(
        folder, none -> format(), NeighbourTables::entries, block -> block.query(0));
  }

  private static Format<Entry> format() {
    return Format.<Entry>empty()
        .withText("query_id", Entry::query)
        .withText("id", Entry::id)
        .withFloat("similarity", Entry::similarity);
  }

  private static Iterable<Entry> entries(NeighbourBlock block) {
    List<Entry> entries = new ArrayList<>();
    for (int row = 0; row < block.rows(); row++) {
      if (block.size(row) == 0) {
        entries.add(new Entry(block.query(row), null, Float.NaN));
      }
      for (int entry = block.start(row); entry < block.start(row + 1); entry++) {
        entries.add(new Entry(block.query(row), block.id(entry), block.similarity(entry)));
      }
    }
    return entries;
  }

  /** Returns the stored lists of {@code queries}, an empty one for a query that has none. */
  static NeighbourBlock read(List<Location> files, List<String> queries) throws IOException {
    Set<String> wanted = new HashSet<>(queries);
    Map<String, List<Neighbour>> lists = new HashMap<>();
    for (Location file : files) {
      try (TableReader reader = TableReader.open(file, "query_id", "id", "similarity")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          if (wanted.contains(row.text(0)) && !row.isNull(1)) {
            lists
                .computeIfAbsent(row.text(0), none -> new ArrayList<>())
                .add(new Neighbour(row.text(1), (float) row.real(2)));
          }
        }
      }
    }
    return NeighbourBlock.of(
        queries.stream()
            .map(query -> new Neighbours(query, lists.getOrDefault(query, List.of())))
            .toList());
  }

  /** Returns the first {@code k} neighbours of each query. */
  static NeighbourBlock first(NeighbourBlock block, int k) {
    return NeighbourBlock.of(
        block.lists().stream()
            .map(
                list ->
                    new Neighbours(
                        list.query(),
                        list.nearest().subList(0, Math.min(k, list.nearest().size()))))
            .toList());
  }
}
