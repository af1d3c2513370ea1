package io.gleaner.clustering.sampling;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Draws the embeddings that centroids are trained on, in this process. */
public final class TrainingSample {
  /** Names the draw. */
  static final String PURPOSE = "train";

  private static final int ROWS_PER_BLOCK = 4096;

  private TrainingSample() {}

  /**
   * Draws at most {@code limit} embeddings by keyed hash and returns them by id, so that the sample
   * is the same however the pool is cut into shards. Memory: 4 × limit × dimension bytes and what
   * the ids take, twice while it is put together, and once more for each further thread.
   *
   * @param parallelism threads that read shards, at least 1
   * @return blocks of some thousand rows
   */
  public static List<EmbeddingBlock> draw(
      List<? extends EmbeddingShard> shards, long limit, long seed, int parallelism)
      throws IOException {
    AtomicInteger next = new AtomicInteger();
    Callable<RowSample> work =
        () -> {
          RowSample sample = new RowSample(limit, seed, PURPOSE);
          for (int i = next.getAndIncrement(); i < shards.size(); i = next.getAndIncrement()) {
            try (EmbeddingReader reader = shards.get(i).open(ROWS_PER_BLOCK)) {
              for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
                sample.offer(block);
              }
            }
          }
          return sample;
        };
    ExecutorService threads = Executors.newFixedThreadPool(parallelism);
    try {
      List<Future<RowSample>> parts = new ArrayList<>();
      for (int i = 0; i < Math.max(1, Math.min(parallelism, shards.size())); i++) {
        parts.add(threads.submit(work));
      }
      RowSample total = parts.get(0).get();
      for (Future<RowSample> part : parts.subList(1, parts.size())) {
        total.merge(part.get());
      }
      return total.blocks();
    } catch (ExecutionException e) {
      throw new IOException("cannot read the embeddings to train on", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while drawing the training sample", e);
    } finally {
      threads.shutdownNow();
    }
  }
}
