package io.gleaner.pipeline.run;

import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.curated.AssignmentShard;
import io.gleaner.retrieval.curated.ClusterCall;
import io.gleaner.retrieval.curated.ClusterCounts;
import io.gleaner.retrieval.curated.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.transforms.ParDo;

/**
 * Retrieval by cluster for all sets that ask for it: a pipeline draws from the pool's assignments
 * by the counts of {@link CuratedClusters}. Memory here: for each set 24 bytes a cluster.
 */
final class ClusterDraws {
  private static final MetricNameFilter ASSIGNMENTS =
      MetricNameFilter.named("retrieve", "assignments");

  private final CuratedClusters clusters;
  private final Location retrieved;
  private final List<Seeds> sets;
  private final long seed;

  /**
   * @param clusters with its counts written
   * @param retrieved the folder of all sets' retrievals
   * @param sets those of all sets that retrieve by cluster are drawn for
   */
  ClusterDraws(CuratedClusters clusters, Location retrieved, List<Seeds> sets, long seed) {
    this.clusters = clusters;
    this.retrieved = retrieved;
    this.sets = sets.stream().filter(set -> set.modes().contains(Mode.CLUSTER)).toList();
    this.seed = seed;
  }

  /** Writes the parts of all sets and returns what became of each set's clusters. */
  List<SetClusters> write(Execution execution) throws IOException {
    long[] poolImages = clusters.poolImages();
    List<ClusterCall> calls = new ArrayList<>();
    Map<String, ClusterCounts> images = new HashMap<>();
    Map<String, long[]> similarEnough = new HashMap<>();
    for (Seeds set : sets) {
      images.put(set.name(), clusters.images(set));
      similarEnough.put(set.name(), clusters.similarEnough(set, poolImages));
      calls.add(
          ClusterCall.of(
              set.name(),
              set.cluster(),
              images.get(set.name()),
              similarEnough.get(set.name()),
              seed));
    }
    List<ClusterCall> left = calls;
    while (!left.isEmpty()) {
      draw(left, execution);
      left = shortOf(left);
    }
    List<SetClusters> drawn = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      String name = sets.get(i).name();
      drawn.add(
          new SetClusters(
              name,
              sets.get(i).cluster(),
              images.get(name),
              poolImages,
              similarEnough.get(name),
              calls.get(i).retrieved(),
              drawn(name)));
    }
    return drawn;
  }

  private void draw(List<ClusterCall> calls, Execution execution) {
    Pipeline pipeline = execution.pipeline();
    pipeline
        .apply(
            "Assignments", Tasks.of(clusters.shards(), SerializableCoder.of(AssignmentShard.class)))
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
                "%s drew %d images; by the sizes in the table of centroids it must draw %d: the"
                    + " assignments are others",
                call.set(),
                rows,
                call.wanted()));
      }
      again.add(call.higher());
    }
    return again;
  }

  /** Returns the images of each cluster among what a set retrieved. */
  private ClusterCounts drawn(String set) throws IOException {
    ClusterCounts drawn = new ClusterCounts();
    for (Location file : RetrievalTables.parts(retrieved, set, Mode.CLUSTER)) {
      RetrievalTables.clusters(file, drawn::add);
    }
    return drawn;
  }
}
