package io.gleaner.clustering.sampling;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Draws the embeddings that centroids are trained on, into this process. */
public final class TrainingSample {
  /** Names the draw. */
  static final String PURPOSE = "train";

  private static final int ROWS_PER_BLOCK = 4096;

  /** A pool of more rows than so many times the sample is read by workers. */
  private static final int POOL_SHARE = 4;

  private TrainingSample() {}

  /**
   * Draws the same sample as {@link #draw(List, long, long, int)} from a pool of any size: one of
   * more than {@value #POOL_SHARE} times {@code limit} rows is read by workers ({@link
   * DrawSample}). Memory: as there, with no more for threads.
   *
   * @param rows of the pool, about
   * @param scratch for files that workers share; nobody else's
   * @return blocks of some thousand rows, by id
   */
  public static List<EmbeddingBlock> draw(
      List<? extends EmbeddingShard> shards,
      long rows,
      long limit,
      long seed,
      ScratchFolder scratch,
      Workers workers)
      throws IOException {
    if (rows <= POOL_SHARE * limit) {
      return draw(shards, limit, seed, workers.threads());
    }
    StoredSample stored = DrawSample.draw(shards, rows, limit, seed, scratch, workers);
    try {
      RowSample sample = new RowSample(limit, seed, PURPOSE);
      for (String part : stored.parts()) {
        sample.offer(stored.read(part));
      }
      return sample.blocks();
    } finally {
      stored.delete();
    }
  }

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
