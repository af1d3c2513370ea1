package io.gleaner.pipeline.run;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.kmeans.AssignmentBlock;
import io.gleaner.clustering.kmeans.Centroids;
import io.gleaner.clustering.vector.MatrixProduct;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.curated.ClusterCounts;
import io.gleaner.retrieval.curated.ClusterRetrieval;
import io.gleaner.retrieval.curated.Collisions;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.RefillRetrieval;
import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.RetrievalStatistics;
import io.gleaner.retrieval.curated.RetrievalTally;
import io.gleaner.retrieval.curated.SampleRetrieval;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourIndex;
import io.gleaner.retrieval.neighbours.SearchConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Reshuffle;

/**
 * Retrieves for each curated set by each of its modes (Oquab et al. 2024, A.4). All sets that
 * sample share one search, one pipeline; draws and grants are made here, where a whole set is seen.
 * Memory here: the neighbour lists of one set, 8 bytes an entry, and the draws of {@link
 * ClusterRetrieval}.
 */
final class RetrieveStage implements Stage {
  private static final MetricNameFilter QUERIES = MetricNameFilter.named("neighbours", "queries");
  private static final int ROWS_PER_BLOCK = 4096;

  private final RunDirectory directory;
  private final Inputs pool;
  private final Supplier<ExcludedIds> removed;
  private final Inputs clusters;
  private final Location clusterFolder;
  private final List<Seeds> sets;
  private final SearchConfig search;
  private final long seed;
  private NeighbourIndex index;

  /**
   * @param removed ids of the pool to leave out, once they are known
   * @param clusters a folder of centroids.parquet and assignments/, or null where no set needs one
   */
  RetrieveStage(
      RunDirectory directory,
      Inputs pool,
      Supplier<ExcludedIds> removed,
      Inputs clusters,
      List<Seeds> sets,
      SearchConfig search,
      long seed) {
    this.directory = directory;
    this.pool = pool;
    this.removed = removed;
    this.clusters = clusters;
    this.clusterFolder = clusters == null ? null : clusters.folder();
    this.sets = List.copyOf(sets);
    this.search = search;
    this.seed = seed;
  }

  @Override
  public String name() {
    return "retrieve";
  }

  @Override
  public List<Location> outputs() {
    return List.of(directory.retrieved());
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("retrieve/1")
        .with(pool.fingerprint().get())
        .with(removed.get().version())
        .with(clusters == null ? "" : clusters.fingerprint().get())
        .withAll(sets.stream().map(Seeds::description).toList())
        .with(search)
        .with(seed)
        .hex();
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    index = null;
    Location lists = directory.retrieved().resolve(".lists");
    searchAll(lists, execution);
    Map<Seeds, ClusterRetrieval> draws = draw();
    List<RetrievalStatistics> statistics = new ArrayList<>();
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Seeds set : sets) {
      List<Retrieval> all = new ArrayList<>();
      long queries = set.images().rows();
      for (Mode mode : set.modes()) {
        List<Retrieval> found =
            switch (mode) {
              case SAMPLE -> sample(set, lists);
              case CLUSTER -> draws.get(set).retrievals();
              case AS_IS -> asIs(set);
            };
        RetrievalTally tally = new RetrievalTally(set.name(), mode);
        found.forEach(tally::add);
        statistics.add(
            mode == Mode.CLUSTER
                ? tally.statistics(queries, draws.get(set).retrieved())
                : tally.statistics(queries));
        all.addAll(found);
      }
      all.sort(Retrieval.ORDER);
      TableWriter.write(
          directory.retrieved(set.name()).resolve("part-0.parquet"), RetrievalTables.ROWS, all);
      counts.merge("retrieved", (long) all.size(), Long::sum);
    }
    TableWriter.write(
        directory.retrieved().resolve(RetrievalTables.STATISTICS_FILE),
        RetrievalTables.statistics(sets),
        statistics);
    lists.deleteAll();
    return counts;
  }

  /** Searches for every image of every set that samples, once, and stores the lists. */
  private void searchAll(Location lists, Execution execution) {
    List<EmbeddingShard> queries = new ArrayList<>();
    int longest = 0;
    for (Seeds set : sets) {
      if (set.modes().contains(Mode.SAMPLE)) {
        queries.addAll(set.images().shards());
        longest = Math.max(longest, listLength(set));
      }
    }
    if (queries.isEmpty()) {
      return;
    }
    Pipeline pipeline = execution.pipeline();
    pipeline
        .apply("Queries", Create.of(queries).withCoder(SerializableCoder.of(EmbeddingShard.class)))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Search", Retrieve.neighbours(base(), search.withK(longest)))
        .apply("Write", NeighbourTables.write(lists));
    try (Progress.Stage task = execution.progress().begin(name(), "queries", 0)) {
      execution.run(pipeline, QUERIES, QUERIES, task);
    }
  }

  private List<EmbeddingShard> base() {
    return new ArrayList<>(pool.shards(removed.get()));
  }

  /** A query that has to make way for others finds a second choice in a list twice as long. */
  private static int listLength(Seeds set) {
    int perQuery = set.sample().perQuery();
    return set.sample().collisions() == Collisions.REFILL ? 2 * perQuery : perQuery;
  }

  private List<Retrieval> sample(Seeds set, Location lists) throws IOException {
    List<String> queries = ids(set.images());
    NeighbourBlock found = NeighbourTables.read(RunDirectory.tables(lists), queries);
    if (set.sample().collisions() == Collisions.SHARE) {
      return SampleRetrieval.share(set.name(), found, set.sample().perQuery());
    }
    int images = (int) Math.min(Integer.MAX_VALUE, pool.rows() - removed.get().ids().size());
    RefillRetrieval.Lists longer = longerLists(set);
    int first = Math.max(1, Math.min(listLength(set), images));
    return Retrieve.refilling(set.sample(), first, images)
        .retrieve(
            set.name(),
            queries,
            (asked, k) -> k == first ? NeighbourTables.first(found, k) : longer.nearest(asked, k));
  }

  /** Lists longer than the stored ones are searched for when they are asked for, and not before. */
  private RefillRetrieval.Lists longerLists(Seeds set) {
    return (asked, k) -> {
      if (index == null) {
        index = Retrieve.index(base(), search);
      }
      List<EmbeddingBlock> blocks = new ArrayList<>();
      for (EmbeddingShard shard : set.images().shards()) {
        try (EmbeddingReader reader = shard.open(ROWS_PER_BLOCK)) {
          for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
            blocks.add(block);
          }
        }
      }
      return RefillRetrieval.from(index, blocks).nearest(asked, k);
    };
  }

  /** Draws for all sets that retrieve by cluster, in one pass over the pool's assignments. */
  private Map<Seeds, ClusterRetrieval> draw() throws IOException {
    Map<Seeds, ClusterRetrieval> draws = new LinkedHashMap<>();
    Centroids centroids = null;
    for (Seeds set : sets) {
      if (set.modes().contains(Mode.CLUSTER)) {
        if (centroids == null) {
          centroids =
              ClusterTables.readCentroids(clusterFolder.resolve(directory.centroids().name()));
        }
        draws.put(
            set, Retrieve.cluster(set.name(), set.cluster(), count(set.images(), centroids), seed));
      }
    }
    if (!draws.isEmpty()) {
      Collection<ClusterRetrieval> all = draws.values();
      ClusterTables.read(
          RunDirectory.tables(clusterFolder.resolve("assignments")),
          (id, cluster, similarity) -> all.forEach(draw -> draw.add(id, cluster, similarity)));
    }
    return draws;
  }

  private static ClusterCounts count(Inputs images, Centroids centroids) throws IOException {
    ClusterCounts counts = new ClusterCounts();
    try (MatrixProduct product = MatrixProduct.onCpu()) {
      for (EmbeddingShard shard : images.shards()) {
        try (EmbeddingReader reader = shard.open(ROWS_PER_BLOCK)) {
          for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
            AssignmentBlock assigned = centroids.nearest(block, product);
            for (int cluster : assigned.clusters()) {
              counts.add(cluster);
            }
          }
        }
      }
    }
    return counts;
  }

  private static List<Retrieval> asIs(Seeds set) throws IOException {
    return ids(set.images()).stream().map(id -> Retrieval.asIs(set.name(), id)).toList();
  }

  private static List<String> ids(Inputs images) throws IOException {
    List<String> ids = new ArrayList<>();
    for (Location file : images.files()) {
      try (TableReader reader = TableReader.open(file, "id")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          ids.add(row.text(0));
        }
      }
    }
    return ids;
  }
}
