package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.UUID;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Searches a base that is one cell: its index is built once in each JVM and shared by its workers,
 * which read query shards past it.
 */
final class SearchWhole
    extends PTransform<PCollection<EmbeddingShard>, PCollection<NeighbourBlock>> {
  private static final long serialVersionUID = 1L;

  private final transient StoredEmbeddings base;
  private final transient SearchConfig config;
  private final transient long queries;

  /**
   * @param queries how many there are
   */
  SearchWhole(StoredEmbeddings base, SearchConfig config, long queries) {
    this.base = base;
    this.config = config;
    this.queries = queries;
  }

  @Override
  public PCollection<NeighbourBlock> expand(PCollection<EmbeddingShard> shards) {
    return shards
        .apply("Ask", ParDo.of(new Search(new ArrayList<>(base.shards()), config, queries)))
        .setCoder(NeighbourBlockCoder.of());
  }

  private static final class Search extends DoFn<EmbeddingShard, NeighbourBlock> {
    private static final long serialVersionUID = 1L;

    private final Counter indexes = Metrics.counter("neighbours", "indexes");
    private final FoundCounters found = new FoundCounters();
    private final ArrayList<EmbeddingShard> base;
    private final SearchConfig config;
    private final long queries;
    private final String key = UUID.randomUUID().toString(); // names an index, decides nothing

    Search(ArrayList<EmbeddingShard> base, SearchConfig config, long queries) {
      this.base = base;
      this.config = config;
      this.queries = queries;
    }

    @Setup
    public void setUp() {
      SharedIndexes.acquire(key);
    }

    @Teardown
    public void tearDown() {
      SharedIndexes.release(key);
    }

    @ProcessElement
    public void process(@Element EmbeddingShard shard, OutputReceiver<NeighbourBlock> output)
        throws IOException {
      NeighbourIndex index = SharedIndexes.get(key, this::build);
      try (EmbeddingReader reader = shard.open(index.rowsPerQuery())) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          NeighbourBlock nearest = config.aboveFloor(index.nearest(block, config.k()));
          found.count(nearest);
          output.output(nearest);
        }
      }
    }

    private NeighbourIndex build() throws IOException {
      indexes.inc();
      return Indexes.over(SortedEmbeddings.of(base), queries, config);
    }
  }
}
