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
import java.util.ArrayList;
import java.util.List;

/**
 * Decides where the training sample is drawn and trained on; the centroids do not depend on it. A
 * sample that fits is held here: 2 × rows × (4 × dimension + {@value #BYTES_PER_ID}) bytes must be
 * at most half of the heap.
 */
public final class Training {
  private static final int BYTES_PER_ID = 100;

  /** A pool of more rows than so many times the sample is read by workers. */
  private static final int POOL_SHARE = 4;

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
    int threads = Math.min(workers.parallelism(), Runtime.getRuntime().availableProcessors());
    boolean fits = 2 * sampled * (4L * dimension(pool) + BYTES_PER_ID) <= heapBytes / 2;
    if (fits && rows <= POOL_SHARE * limit) {
      return SphericalKMeans.train(
          TrainingSample.draw(pool, limit, config.seed(), threads), config, threads);
    }
    StoredSample sample = DrawSample.draw(pool, rows, limit, config.seed(), scratch, workers);
    try {
      if (!fits) {
        return DistributedKMeans.train(sample, config, scratch, workers);
      }
      List<EmbeddingBlock> blocks = new ArrayList<>();
      for (String part : sample.parts()) {
        blocks.add(sample.read(part));
      }
      return SphericalKMeans.train(blocks, config, threads);
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
