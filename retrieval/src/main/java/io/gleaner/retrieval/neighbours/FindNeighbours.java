package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Finds the nearest base images of every image of the query shards, by {@link NeighbourIndex}. A
 * shard gives one {@link NeighbourBlock} for every thousand or so of its images; an image without
 * neighbours has an empty row. The blocks come in no order. Where queries and base are the same
 * shards, an image is not its own neighbour.
 *
 * <p>The shard is the unit of parallel work: as many workers are busy as there are query shards.
 * The index is built once in each JVM and shared by its workers; memory: that of the index ({@link
 * HnswSearch}, {@link ExactIndex}), and one block of queries and products a worker. An exact index
 * keeps its base in memory where that takes no more than a quarter of the heap.
 *
 * <p>Counters: {@code neighbours/queries}, {@code neighbours/found}, {@code neighbours/indexes}
 * (built).
 */
public final class FindNeighbours
    extends PTransform<PCollection<EmbeddingShard>, PCollection<NeighbourBlock>> {
  private static final long serialVersionUID = 1L;

  private final transient List<EmbeddingShard> base;
  private final transient SearchConfig config;

  private FindNeighbours(List<EmbeddingShard> base, SearchConfig config) {
    this.base = List.copyOf(base);
    this.config = config;
  }

  /** Returns the search among the images of {@code base}. */
  public static FindNeighbours among(List<EmbeddingShard> base, SearchConfig config) {
    return new FindNeighbours(base, config);
  }

  /** Opens an index over {@code base} outside of a pipeline. */
  public static NeighbourIndex index(List<EmbeddingShard> base, SearchConfig config)
      throws IOException {
    return switch (config.index()) {
      case EXACT -> ExactIndex.over(base, Runtime.getRuntime().maxMemory() / 4);
      case HNSW -> HnswSearch.over(base, config.hnsw());
    };
  }

  @Override
  public PCollection<NeighbourBlock> expand(PCollection<EmbeddingShard> queries) {
    return queries
        .apply("Search", ParDo.of(new Search(new ArrayList<>(base), config)))
        .setCoder(NeighbourBlockCoder.of());
  }

  private static final class Search extends DoFn<EmbeddingShard, NeighbourBlock> {
    private static final long serialVersionUID = 1L;

    private final Counter queries = Metrics.counter("neighbours", "queries");
    private final Counter found = Metrics.counter("neighbours", "found");
    private final Counter indexes = Metrics.counter("neighbours", "indexes");
    private final ArrayList<EmbeddingShard> base;
    private final SearchConfig config;
    private final String key = UUID.randomUUID().toString(); // names an index, decides nothing

    Search(ArrayList<EmbeddingShard> base, SearchConfig config) {
      this.base = base;
      this.config = config;
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
          NeighbourBlock nearest = index.nearest(block, config.k());
          if (config.floor() > -1) { // a rounded cosine may be just below -1
            nearest = nearest.atLeast(config.floor());
          }
          output.output(nearest);
          queries.inc(nearest.rows());
          found.inc(nearest.entries());
        }
      }
    }

    private NeighbourIndex build() throws IOException {
      indexes.inc();
      return index(base, config);
    }
  }
}
