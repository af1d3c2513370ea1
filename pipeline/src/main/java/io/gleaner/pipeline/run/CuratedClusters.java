package io.gleaner.pipeline.run;

import io.gleaner.clustering.Cluster;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.kmeans.AssignClusters;
import io.gleaner.clustering.kmeans.AssignmentBlock;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.curated.AssignmentShard;
import io.gleaner.retrieval.curated.ClusterCounts;
import io.gleaner.retrieval.curated.MinSimilarity;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.SetShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * The clusters that the images of curated sets are in: one pipeline writes them and counts, and
 * counts too how many of each cluster's pool images are near enough to its centroid for the sets
 * that ask for that. Memory here: the centroids, and 8 bytes a cluster of one set at a time.
 */
final class CuratedClusters {
  private final Location centroids;
  private final Location assignments;
  private final Location curated;
  private final Location images;
  private final Location similar;
  private final Map<String, Set<Integer>> wrong;

  /**
   * @param clusters the folder of centroids and of the pool's assignments
   * @param curated the folder of the sets' assignments, which it writes
   * @param scratch a folder of counts, for the caller to delete
   * @param wrong clusters that images of the pool are not drawn from, by image
   */
  CuratedClusters(
      Location clusters, Location curated, Location scratch, Map<String, Set<Integer>> wrong) {
    this.wrong = wrong;
    centroids = clusters.resolve(RunDirectory.CENTROIDS);
    assignments = clusters.resolve(RunDirectory.ASSIGNMENTS);
    this.curated = curated;
    images = scratch.resolve("images");
    similar = scratch.resolve("similar");
  }

  /** Assigns the images of all sets, and counts. */
  void write(List<Seeds> sets, Execution execution) throws IOException {
    List<EmbeddingShard> shards = new ArrayList<>();
    Map<String, MinSimilarity> least = new LinkedHashMap<>();
    for (Seeds set : sets) {
      set.images().shards().forEach(shard -> shards.add(new SetShard(set.name(), shard)));
      if (asks(set)) {
        least.put(set.name(), set.cluster().minSimilarity());
      }
    }
    Pipeline pipeline = execution.pipeline();
    PCollection<AssignmentBlock> assigned =
        pipeline
            .apply("Sets", Tasks.of(shards, SerializableCoder.of(EmbeddingShard.class)))
            .apply("Assign", Cluster.assign(ClusterTables.readCentroids(centroids)));
    assigned.apply("WriteClusters", ClusterTables.writeCurated(curated));
    assigned
        .apply("Count", Retrieve.clusterCounts())
        .apply("WriteCounts", ParDo.of(new WriteCounts(images)));
    if (!least.isEmpty()) {
      pipeline
          .apply("Pool", Tasks.of(shards(), SerializableCoder.of(AssignmentShard.class)))
          .apply("CountSimilar", Retrieve.similarCounts(least))
          .apply("WriteSimilar", ParDo.of(new WriteCounts(similar)));
    }
    try (Progress.Stage task = execution.progress().begin("retrieve", "curated images", 0)) {
      execution.run(pipeline, AssignClusters.ASSIGNED, AssignClusters.ASSIGNED, task);
    }
  }

  private static boolean asks(Seeds set) {
    return set.modes().contains(Mode.CLUSTER) && !set.cluster().minSimilarity().isNone();
  }

  /** Returns the tables of the pool's assignments, without those that are wrong. */
  List<AssignmentShard> shards() {
    List<AssignmentShard> shards = new ArrayList<>();
    RunDirectory.tables(assignments).forEach(file -> shards.add(new AssignmentTable(file, wrong)));
    return shards;
  }

  /** Returns how many of a set's images each cluster holds. */
  ClusterCounts images(Seeds set) throws IOException {
    return read(images, set.name());
  }

  /** Returns the pool's images in each cluster. */
  long[] poolImages() throws IOException {
    return ClusterTables.readSizes(centroids);
  }

  /**
   * Returns those that a set may draw.
   *
   * @param poolImages {@link #poolImages}
   */
  long[] similarEnough(Seeds set, long[] poolImages) throws IOException {
    if (!asks(set)) {
      long[] right = poolImages.clone();
      if (!wrong.isEmpty()) {
        ClusterTables.read(
            RunDirectory.tables(assignments),
            (id, cluster, similarity) -> right[cluster] -= isWrong(wrong, id, cluster) ? 1 : 0);
      }
      return right;
    }
    ClusterCounts counts = read(similar, set.name());
    long[] enough = new long[poolImages.length];
    for (int cluster = 0; cluster < enough.length; cluster++) {
      enough[cluster] = counts.count(cluster);
    }
    return enough;
  }

  private static boolean isWrong(Map<String, Set<Integer>> wrong, String id, int cluster) {
    return !wrong.isEmpty() && wrong.getOrDefault(id, Set.of()).contains(cluster);
  }

  private static ClusterCounts read(Location folder, String set) throws IOException {
    ClusterCounts read = new ClusterCounts();
    Location file = file(folder, set);
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

  private record AssignmentTable(Location file, Map<String, Set<Integer>> wrong)
      implements AssignmentShard {
    @Override
    public void read(Visitor visitor) throws IOException {
      ClusterTables.read(
          List.of(file),
          (id, cluster, similarity) -> {
            if (!isWrong(wrong, id, cluster)) {
              visitor.visit(id, cluster, similarity);
            }
          });
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
