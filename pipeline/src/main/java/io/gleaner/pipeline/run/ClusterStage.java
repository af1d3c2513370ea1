package io.gleaner.pipeline.run;

import io.gleaner.clustering.Cluster;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.kmeans.AssignClusters;
import io.gleaner.clustering.kmeans.AssignmentBlock;
import io.gleaner.clustering.kmeans.Centroids;
import io.gleaner.clustering.kmeans.KMeansConfig;
import io.gleaner.clustering.kmeans.SphericalKMeans;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.LocationScratch;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;

/** Trains centroids on what is left of the pool and assigns it to them (Oquab et al. 2024, A.4). */
final class ClusterStage implements Stage {
  static final String NAME = "cluster";

  private final RunDirectory directory;
  private final Inputs pool;
  private final RemovedImages removed;
  private final KMeansConfig config;

  /**
   * @param removed images to leave out
   */
  ClusterStage(RunDirectory directory, Inputs pool, RemovedImages removed, KMeansConfig config) {
    this.directory = directory;
    this.pool = pool;
    this.removed = removed;
    this.config = config;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Location> outputs() {
    return outputs(directory);
  }

  /** Returns what this stage writes in a run's directory. */
  static List<Location> outputs(RunDirectory directory) {
    return List.of(directory.centroids(), directory.assignments());
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("cluster/2")
        .with(pool.fingerprint().get())
        .with(removed.fingerprint().get())
        .with(config)
        .hex();
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    List<EmbeddingShard> shards = pool.shards(removed);
    ScratchFolder scratch = new LocationScratch(directory.scratch()).unique();
    SphericalKMeans.Trained trained;
    try {
      long rows = pool.rows() - removed.count();
      trained = Cluster.spherically(shards, rows, config, scratch, execution);
      assign(shards, rows, trained.centroids(), scratch, execution);
    } finally {
      directory.scratch().deleteAll();
    }
    Centroids centroids = trained.centroids();
    ClusterTables.Sizes sizes =
        ClusterTables.sizes(RunDirectory.tables(directory.assignments()), centroids.clusters());
    ClusterTables.write(directory.centroids(), centroids, sizes);
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("images", sizes.images());
    counts.put("clusters", (long) centroids.clusters());
    counts.put("iterations", (long) trained.objectives().size());
    return counts;
  }

  private void assign(
      List<EmbeddingShard> shards,
      long rows,
      Centroids centroids,
      ScratchFolder scratch,
      Execution execution)
      throws IOException {
    Pipeline pipeline = execution.pipeline();
    pipeline
        .apply("Tables", Tasks.of(shards, SerializableCoder.of(EmbeddingShard.class)))
        .apply("Assign", Cluster.assign(centroids, config.search(), scratch))
        .apply("Write", ClusterTables.writeAssignments(directory.assignments()));
    try (Progress.Stage task = execution.progress().begin(name(), "images", rows)) {
      execution.run(pipeline, AssignClusters.ASSIGNED, AssignClusters.ASSIGNED, task);
    }
  }

  /** Names a block of assignments among others. */
  static String firstId(AssignmentBlock block) {
    return block.ids()[0];
  }
}
