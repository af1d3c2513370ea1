package io.gleaner.clustering;

import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.kmeans.AssignClusters;
import io.gleaner.clustering.kmeans.Centroids;
import io.gleaner.clustering.kmeans.KMeansConfig;
import io.gleaner.clustering.kmeans.SphericalKMeans;
import io.gleaner.clustering.kmeans.SphericalKMeans.Trained;
import io.gleaner.clustering.sampling.TrainingSample;
import java.io.IOException;
import java.util.List;

/**
 * Which images are alike? The door of the module: train centroids on a pool, then take the pool to
 * them (Oquab et al. 2024, A.4).
 *
 * <pre>{@code
 * Trained trained = Cluster.spherically(shards, KMeansConfig.of(100_000, seed), parallelism);
 * PCollection<AssignmentBlock> assigned = shardCollection.apply(Cluster.assign(trained.centroids()));
 * }</pre>
 */
public final class Cluster {
  private Cluster() {}

  /**
   * Trains spherical k-means on a bounded sample of the pool.
   *
   * @param parallelism threads; never changes the result
   */
  public static Trained spherically(
      List<? extends EmbeddingShard> pool, KMeansConfig config, int parallelism)
      throws IOException {
    return SphericalKMeans.train(
        TrainingSample.draw(pool, config.trainingLimit(), config.seed(), parallelism),
        config,
        parallelism);
  }

  /** Returns the transform that assigns every embedding to its centroid. */
  public static AssignClusters assign(Centroids centroids) {
    return AssignClusters.to(centroids);
  }
}
