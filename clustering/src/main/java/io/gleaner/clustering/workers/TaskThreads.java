package io.gleaner.clustering.workers;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Some tasks in threads of this process, where nothing is shuffled between them. Beam's direct
 * runner would be the same threads, of which one that has no task keeps a processor busy with
 * looking for some.
 */
public final class TaskThreads {
  /** What is done with each task. */
  @FunctionalInterface
  public interface Work<T> {
    void of(T task) throws Exception;
  }

  private TaskThreads() {}

  /**
   * Begins tasks in their order as threads are free, and returns when all are done and no thread
   * works any more. Where one fails, the others are interrupted.
   *
   * @param threads at least 1
   * @throws IOException where a task throws it, or is interrupted; unchecked ones as they are
   */
  public static <T> void run(int threads, List<T> tasks, Work<T> work) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      ExecutorCompletionService<Void> results = new ExecutorCompletionService<>(pool);
      for (T task : tasks) {
        results.submit(
            () -> {
              work.of(task);
              return null;
            });
      }
      for (int i = 0; i < tasks.size(); i++) {
        results.take().get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      end(pool);
    }
  }

  private static void end(ExecutorService pool) {
    pool.shutdownNow();
    try {
      pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
