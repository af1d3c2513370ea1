package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.RetrievedPart;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Retrieval by sample where each query gets images of its own: granting sees a whole set at once,
 * so it is done here, set after set. Memory: of one set, queries × 2 × per query list entries of 8
 * bytes and its ids, the queries' copies in the pool, and the grants; what {@link PoolSearch#lists}
 * takes only where some list was too short.
 */
final class RefillGrants {
  private final Location lists;
  private final Location retrieved;
  private final PoolSearch search;
  private final QueryCopies copies;

  /**
   * @param lists the folder of stored lists, which are without the queries' copies
   * @param retrieved the folder of all sets' retrievals
   */
  RefillGrants(Location lists, Location retrieved, PoolSearch search, QueryCopies copies) {
    this.lists = lists;
    this.retrieved = retrieved;
    this.search = search;
    this.copies = copies;
  }

  /** Grants and writes the parts of one set. */
  void write(Seeds set) throws IOException {
    List<String> queries = new ArrayList<>();
    for (Location file : set.images().files()) {
      RetrievalTables.ids(file, queries::add);
    }
    List<Retrieval> granted = new ArrayList<>(grant(set, queries));
    Collections.sort(granted, Retrieval.ORDER);
    List<RetrievedPart> parts = RetrievedRows.parts(set.name(), Mode.SAMPLE, granted.size());
    List<List<Retrieval>> rows = new ArrayList<>();
    parts.forEach(part -> rows.add(new ArrayList<>()));
    granted.forEach(row -> rows.get(RetrievedPart.of(row.id(), parts.size())).add(row));
    for (int part = 0; part < parts.size(); part++) {
      RetrievalTables.write(retrieved, parts.get(part), rows.get(part));
    }
  }

  private List<Retrieval> grant(Seeds set, List<String> queries) throws IOException {
    NeighbourBlock found =
        NeighbourTables.read(RunDirectory.tables(lists.resolve(set.name())), queries);
    int most = (int) Math.min(Integer.MAX_VALUE, search.images());
    int first = Math.max(1, Math.min(SampledSets.listLength(set.sample()), most));
    Map<String, List<String>> ofSet = copies.ofSet(set.name());
    return Retrieve.refilling(set.sample(), first, most)
        .retrieve(
            set.name(),
            queries,
            (asked, k) ->
                k == first ? NeighbourTables.first(found, k) : longer(set, asked, k, ofSet));
  }

  /** Lists of {@code k} images that are not copies of the query. */
  private NeighbourBlock longer(
      Seeds set, List<String> asked, int k, Map<String, List<String>> ofSet) throws IOException {
    NeighbourBlock found =
        search.lists(
            set.images(), asked, (int) Math.min(Integer.MAX_VALUE, (long) k + copies.most()));
    return NeighbourTables.first(QueryCopies.without(found, ofSet), k);
  }
}
