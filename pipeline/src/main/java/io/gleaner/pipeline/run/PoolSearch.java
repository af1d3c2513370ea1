package io.gleaner.pipeline.run;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.ResidentShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.LocationScratch;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.curated.RefillRetrieval;
import io.gleaner.retrieval.neighbours.FindNeighbours;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourIndex;
import io.gleaner.retrieval.neighbours.SearchConfig;
import io.gleaner.retrieval.neighbours.cells.Cells;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;

/**
 * The search in what is left of the pool: for pipelines, and for lists that turn out too short. Its
 * cells are trained when they are first needed, once.
 */
final class PoolSearch implements AutoCloseable {
  private static final int ROWS_PER_BLOCK = 4096;

  private final StoredEmbeddings pool;
  private final SearchConfig search;
  private final Location scratch;
  private final Execution execution;
  private Cells cells;
  private NeighbourIndex index;

  /**
   * @param scratch a folder that every worker reaches; deleted in the end
   */
  PoolSearch(StoredEmbeddings pool, SearchConfig search, Location scratch, Execution execution) {
    this.pool = pool;
    this.search = search;
    this.scratch = scratch;
    this.execution = execution;
  }

  /** Returns how many images are searched among, about. */
  long images() {
    return pool.rows();
  }

  /** Returns the transform that finds the {@code k} nearest images of each query. */
  FindNeighbours nearest(StoredEmbeddings queries, int k) throws IOException {
    return Retrieve.neighbours(
        queries, pool, cells(), search.withK(k), scratch.resolve("cells").toString());
  }

  /**
   * Finds the {@code k} nearest images of some of a set's, outside of a pipeline: in an index where
   * the pool is one cell, else by a pipeline of its own. Memory: the set's vectors and the lists.
   */
  NeighbourBlock lists(Inputs set, List<String> queries, int k) throws IOException {
    RefillRetrieval.Queries all = RefillRetrieval.queries(blocks(set));
    if (cells().isWhole()) {
      if (index == null) {
        index = Retrieve.index(pool, search);
      }
      return all.ask(index, queries, k);
    }
    Location lists = scratch.resolve("lists");
    EmbeddingShard shard = new ResidentShard("queries", all.block(queries));
    Pipeline pipeline = execution.pipeline();
    pipeline
        .apply("Search", nearest(new StoredEmbeddings(List.of(shard), queries.size()), k))
        .apply("Key", ParDo.of(new RetrievedRows.InOnePart()))
        .setCoder(RetrievedRows.LISTS)
        .apply("Group", GroupByKey.create())
        .apply("Write", ParDo.of(new RetrievedRows.WriteLists(lists)));
    execution.run(pipeline);
    NeighbourBlock found = NeighbourTables.read(RunDirectory.tables(lists), queries);
    scratch.deleteAll();
    return found;
  }

  private Cells cells() throws IOException {
    if (cells == null) {
      cells =
          Retrieve.cells(pool, search.cells(), new LocationScratch(scratch).unique(), execution);
    }
    return cells;
  }

  private static List<EmbeddingBlock> blocks(Inputs set) throws IOException {
    List<EmbeddingBlock> blocks = new ArrayList<>();
    for (EmbeddingShard shard : set.shards()) {
      try (EmbeddingReader reader = shard.open(ROWS_PER_BLOCK)) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          blocks.add(block);
        }
      }
    }
    return blocks;
  }

  @Override
  public void close() throws IOException {
    if (index != null) {
      index.close();
    }
    scratch.deleteAll();
  }
}
