package io.gleaner.clustering;

import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.kmeans.AssignClusters;
import io.gleaner.clustering.kmeans.CentroidSearch;
import io.gleaner.clustering.kmeans.Centroids;
import io.gleaner.clustering.kmeans.KMeansConfig;
import io.gleaner.clustering.kmeans.SphericalKMeans;
import io.gleaner.clustering.kmeans.SphericalKMeans.Trained;
import io.gleaner.clustering.kmeans.Training;
import io.gleaner.clustering.sampling.TrainingSample;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
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

  /**
   * Trains spherical k-means on a bounded sample of a pool of any size. Where the sample, twice,
   * takes at most half of this process's heap, it is trained on by threads here, else by one
   * pipeline an iteration; a large pool is drawn from by a pipeline. The result is the same.
   *
   * @param rows of the pool, about
   * @param scratch for files that workers share; nobody else's, left empty
   */
  public static Trained spherically(
      List<? extends EmbeddingShard> pool,
      long rows,
      KMeansConfig config,
      ScratchFolder scratch,
      Workers workers)
      throws IOException {
    return Training.of(config, scratch, workers).on(pool, rows);
  }

  /** Returns the transform that assigns every embedding to its centroid, of few centroids. */
  public static AssignClusters assign(Centroids centroids) {
    return AssignClusters.to(centroids);
  }

  /**
   * Returns the transform that assigns every embedding to its centroid.
   *
   * @param scratch keeps the centroids until the pipeline has run; nobody else's
   */
  public static AssignClusters assign(
      Centroids centroids, CentroidSearch search, ScratchFolder scratch) throws IOException {
    return AssignClusters.to(centroids, search, scratch);
  }
}
