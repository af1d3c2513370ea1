package io.gleaner.pipeline.cli;

import io.gleaner.clustering.kmeans.CentroidSearch;
import io.gleaner.clustering.kmeans.KMeansConfig;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.run.SingleStage;
import io.gleaner.pipeline.storage.Location;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gleaner cluster}. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = "Clusters embeddings by spherical k-means.")
final class ClusterCommand implements Callable<Integer> {
  @Option(
      names = "--embeddings",
      required = true,
      paramLabel = "DIR",
      description = "Parquet with id and embedding, or .npy, .npz")
  private Location embeddings;

  @Mixin private GivenOptions given;

  @Option(names = "--output", required = true, paramLabel = "DIR")
  private Location output;

  @Option(names = "--clusters", required = true, paramLabel = "K")
  private int clusters;

  @Option(names = "--iterations", defaultValue = "20", description = "at most (default: 20)")
  private int iterations;

  @Option(
      names = "--start",
      defaultValue = "plus_plus",
      description = "${COMPLETION-CANDIDATES} (default: plus_plus)")
  private KMeansConfig.Start start;

  @Option(names = "--tolerance", defaultValue = "1e-4", description = "(default: 1e-4)")
  private double tolerance;

  @Option(names = "--points-per-centroid", defaultValue = "256", description = "(default: 256)")
  private int pointsPerCentroid;

  @Option(
      names = "--exact-up-to",
      defaultValue = "8192",
      description = "clusters up to which all centroids are compared (default: 8192)")
  private int exactUpTo;

  @Option(
      names = "--probed-groups",
      defaultValue = "8",
      description = "beyond: nearest groups whose centroids are compared (default: 8)")
  private int probedGroups;

  @Option(names = "--seed", defaultValue = "0", description = "(default: 0)")
  private long seed;

  @Mixin private ExecutionOptions options;

  @Override
  public Integer call() throws Exception {
    new SingleStage(output, options.execution())
        .cluster(
            embeddings,
            given.columns(),
            UnusableArgumentException.check(
                () ->
                    new KMeansConfig(
                        clusters,
                        iterations,
                        start,
                        tolerance,
                        pointsPerCentroid,
                        new CentroidSearch(exactUpTo, probedGroups),
                        seed)));
    System.out.println(new RunDirectory(output).clusters());
    return 0;
  }
}
