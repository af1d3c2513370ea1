package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.vector.MatrixProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Some threads, each with a matrix product of its own. Not thread-safe itself. */
final class ProductThreads implements AutoCloseable {
  private final List<MatrixProduct> products = new ArrayList<>();
  private final ExecutorService threads;

  /** What one thread does. */
  interface Work<T> {
    T with(int thread, MatrixProduct product) throws Exception;
  }

  /**
   * @param parallelism threads, at least 1
   */
  ProductThreads(int parallelism) {
    threads = Executors.newFixedThreadPool(parallelism);
    for (int i = 0; i < parallelism; i++) {
      products.add(MatrixProduct.onCpu());
    }
  }

  int parallelism() {
    return products.size();
  }

  /** Does {@code work} once on each thread, and returns the results in the threads' order. */
  <T> List<T> each(Work<T> work) {
    List<Future<T>> parts = new ArrayList<>();
    for (int i = 0; i < products.size(); i++) {
      int thread = i;
      parts.add(threads.submit(() -> work.with(thread, products.get(thread))));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> part : parts) {
      try {
        results.add(part.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("k-means failed in a thread", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while clustering", e);
      }
    }
    return results;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    products.forEach(MatrixProduct::close);
  }
}
