package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.sampling.DrawSample;
import io.gleaner.clustering.sampling.StoredSample;
import io.gleaner.clustering.sampling.TrainingSample;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
import java.io.IOException;
import java.util.List;

/**
 * Decides where the training sample is kept and trained on; the centroids do not depend on it. A
 * sample that fits is held here: 2 × rows × (4 × dimension + {@value #BYTES_PER_ID}) bytes must be
 * at most half of the heap.
 */
public final class Training {
  private static final int BYTES_PER_ID = 100;

  private final KMeansConfig config;
  private final ScratchFolder scratch;
  private final Workers workers;
  private final long heapBytes;

  Training(KMeansConfig config, ScratchFolder scratch, Workers workers, long heapBytes) {
    this.config = config;
    this.scratch = scratch;
    this.workers = workers;
    this.heapBytes = heapBytes;
  }

  /**
   * @param scratch nobody else's
   */
  public static Training of(KMeansConfig config, ScratchFolder scratch, Workers workers) {
    return new Training(config, scratch, workers, Runtime.getRuntime().maxMemory());
  }

  /**
   * Draws from {@code pool} and trains.
   *
   * @param rows of the pool, about
   */
  public SphericalKMeans.Trained on(List<? extends EmbeddingShard> pool, long rows)
      throws IOException {
    long limit = config.trainingLimit();
    long sampled = Math.min(limit, rows);
    if (2 * sampled * (4L * dimension(pool) + BYTES_PER_ID) <= heapBytes / 2) {
      return SphericalKMeans.train(
          TrainingSample.draw(pool, rows, limit, config.seed(), scratch, workers),
          config,
          workers.threads());
    }
    StoredSample sample = DrawSample.draw(pool, rows, limit, config.seed(), scratch, workers);
    try {
      return DistributedKMeans.train(sample, config, scratch, workers);
    } finally {
      sample.delete();
    }
  }

  private static int dimension(List<? extends EmbeddingShard> pool) throws IOException {
    for (EmbeddingShard shard : pool) {
      try (EmbeddingReader reader = shard.open(1)) {
        EmbeddingBlock block = reader.next();
        if (block != null) {
          return block.dimension();
        }
      }
    }
    return 1;
  }
}
