package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.sampling.RowSample;
import io.gleaner.clustering.sampling.StoredSample;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
import java.io.IOException;

/**
 * {@link SphericalKMeans} over a sample that no memory holds: the driver chooses the start and asks
 * for one pipeline a pass ({@link PipelinePass}). The same rows give the same centroids, to the
 * bit. Memory in the driver: 4 × dimension bytes for each row that the start is chosen from.
 */
public final class DistributedKMeans {
  private DistributedKMeans() {}

  /**
   * Trains on all rows of {@code sample}.
   *
   * @param sample at least one row
   * @param scratch nobody else's; what is written there is removed again
   */
  public static SphericalKMeans.Trained train(
      StoredSample sample, KMeansConfig config, ScratchFolder scratch, Workers workers)
      throws IOException {
    if (sample.parts().isEmpty()) {
      throw new IllegalArgumentException("there are no embeddings to train centroids on");
    }
    RowSample start = Start.rows(config);
    for (String part : sample.parts()) {
      start.offer(sample.read(part));
    }
    Centroids first;
    int threads = Math.min(workers.parallelism(), Runtime.getRuntime().availableProcessors());
    try (ProductThreads products = new ProductThreads(threads)) {
      first = Start.of(start.blocks(), config, products);
    }
    return SphericalKMeans.iterate(
        first,
        config.iterations(),
        config.tolerance(),
        new PipelinePass(sample, config.search(), scratch, workers));
  }
}
