package io.gleaner.pipeline.run;

import io.gleaner.clustering.Cluster;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.curated.AssignmentShard;
import io.gleaner.retrieval.curated.ClusterCall;
import io.gleaner.retrieval.curated.ClusterCounts;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.SetShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;

/**
 * Retrieval by cluster for all sets that ask for it: one pipeline counts their images in the
 * clusters, another draws from the pool's assignments. Memory here: 8 bytes a cluster and set, and
 * the centroids.
 */
final class ClusterDraws {
  private static final MetricNameFilter ASSIGNMENTS =
      MetricNameFilter.named("retrieve", "assignments");

  private final Location centroids;
  private final Location assignments;
  private final Location counts;
  private final Location retrieved;
  private final List<Seeds> sets;
  private final long seed;

  /**
   * @param clusters the folder of centroids and assignments
   * @param retrieved the folder of all sets' retrievals
   * @param sets those of all sets that retrieve by cluster are drawn for
   */
  ClusterDraws(Location clusters, Location retrieved, List<Seeds> sets, long seed) {
    centroids = clusters.resolve(RunDirectory.CENTROIDS);
    assignments = clusters.resolve(RunDirectory.ASSIGNMENTS);
    counts = retrieved.resolve(".counts");
    this.retrieved = retrieved;
    this.sets = sets.stream().filter(set -> set.modes().contains(Mode.CLUSTER)).toList();
    this.seed = seed;
  }

  /** Writes the parts of all sets and returns how many images each drew before its cap. */
  Map<String, Long> write(Execution execution) throws IOException {
    Map<String, Long> drawn = new LinkedHashMap<>();
    if (sets.isEmpty()) {
      return drawn;
    }
    count(execution);
    long[] sizes = ClusterTables.readSizes(centroids);
    List<ClusterCall> calls = new ArrayList<>();
    for (Seeds set : sets) {
      calls.add(ClusterCall.of(set.name(), set.cluster(), read(set.name()), sizes, seed));
    }
    calls.forEach(call -> drawn.put(call.set(), call.retrieved()));
    counts.deleteAll();
    while (!calls.isEmpty()) {
      draw(calls, execution);
      calls = shortOf(calls);
    }
    return drawn;
  }

  private void count(Execution execution) throws IOException {
    List<EmbeddingShard> shards = new ArrayList<>();
    for (Seeds set : sets) {
      set.images().shards().forEach(shard -> shards.add(new SetShard(set.name(), shard)));
    }
    Pipeline pipeline = execution.pipeline();
    pipeline
        .apply("Sets", Tasks.of(shards, SerializableCoder.of(EmbeddingShard.class)))
        .apply("Assign", Cluster.assign(ClusterTables.readCentroids(centroids)))
        .apply("Count", Retrieve.clusterCounts())
        .apply("Write", ParDo.of(new WriteCounts(counts)));
    execution.run(pipeline);
  }

  private void draw(List<ClusterCall> calls, Execution execution) {
    List<AssignmentShard> shards = new ArrayList<>();
    RunDirectory.tables(assignments).forEach(file -> shards.add(new AssignmentTable(file)));
    Pipeline pipeline = execution.pipeline();
    pipeline
        .apply("Assignments", Tasks.of(shards, SerializableCoder.of(AssignmentShard.class)))
        .apply("Draw", Retrieve.cluster(calls))
        .apply("Write", ParDo.of(new RetrievedRows.Write(retrieved)));
    try (Progress.Stage task = execution.progress().begin("retrieve", "assignments", 0)) {
      execution.run(pipeline, ASSIGNMENTS, ASSIGNMENTS, task);
    }
  }

  /** Returns, with higher bars, the calls whose draw left out too much. */
  private List<ClusterCall> shortOf(List<ClusterCall> calls) throws IOException {
    List<ClusterCall> again = new ArrayList<>();
    for (ClusterCall call : calls) {
      long rows = 0;
      for (Location file : RetrievalTables.parts(retrieved, call.set(), Mode.CLUSTER)) {
        rows += TableReader.rows(file);
      }
      if (rows == call.wanted()) {
        continue;
      }
      if (rows > call.wanted() || !call.hasBar()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s drew %d images; by the sizes in %s it must draw %d: the assignments are others",
                call.set(),
                rows,
                centroids,
                call.wanted()));
      }
      again.add(call.higher());
    }
    return again;
  }

  private ClusterCounts read(String set) throws IOException {
    ClusterCounts read = new ClusterCounts();
    Location file = file(counts, set);
    if (file.exists()) { // a set without a usable embedding has none
      try (TableReader reader = TableReader.open(file, "cluster", "images")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          read.add((int) row.integer(0), row.integer(1));
        }
      }
    }
    return read;
  }

  private static Location file(Location folder, String set) {
    return folder.resolve(set + ".parquet");
  }

  private record AssignmentTable(Location file) implements AssignmentShard {
    @Override
    public void read(Visitor visitor) throws IOException {
      ClusterTables.read(List.of(file), visitor::visit);
    }
  }

  private static final class WriteCounts extends DoFn<KV<String, ClusterCounts>, Void> {
    private static final long serialVersionUID = 1L;

    private final Location folder;

    WriteCounts(Location folder) {
      this.folder = folder;
    }

    @ProcessElement
    public void process(@Element KV<String, ClusterCounts> set) throws IOException {
      ClusterCounts counts = set.getValue();
      TableWriter.write(
          file(folder, set.getKey()),
          Format.<Integer>empty()
              .withInteger("cluster", cluster -> cluster)
              .withLong("images", counts::count),
          counts.holding(0).stream().boxed().toList());
    }
  }
}
