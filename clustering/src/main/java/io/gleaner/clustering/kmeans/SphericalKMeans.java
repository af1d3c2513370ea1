package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.MatrixProduct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Lloyd's iterations on the unit sphere: assign every row to its most similar centroid, replace
 * each centroid by the direction of its members' sum. The objective, the sum of similarities, never
 * falls but for the repair of empty clusters. The result depends on the rows and the configuration
 * alone, not on the parallelism. Memory: the sample, and for each thread 8 × clusters × dimension
 * bytes and a block's similarities.
 */
public final class SphericalKMeans {
  private static final int ROWS_PER_BLOCK = 2048;

  /**
   * What training gave.
   *
   * @param objectives sum of similarities at each iteration's assignment
   */
  public record Trained(Centroids centroids, List<Double> objectives) {}

  private SphericalKMeans() {}

  /**
   * Trains on all rows of {@code sample}. With fewer rows than clusters, or fewer different rows,
   * centroids repeat or nearly do, and some clusters stay empty.
   *
   * @param sample at least one row
   * @param parallelism threads, at least 1
   */
  public static Trained train(EmbeddingBlock sample, KMeansConfig config, int parallelism) {
    if (sample.rows() == 0) {
      throw new IllegalArgumentException("there are no embeddings to train centroids on");
    }
    int clusters = Math.min(config.clusters(), sample.rows());
    Centroids centroids =
        switch (config.start()) {
          case RANDOM -> Start.random(sample, clusters, config.seed());
          case PLUS_PLUS -> Start.plusPlus(sample, clusters, config.seed());
        };
    List<EmbeddingBlock> blocks = blocks(sample);
    List<Double> objectives = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(parallelism);
    try {
      for (int iteration = 0; iteration < config.iterations(); iteration++) {
        ClusterSums sums = pass(blocks, centroids, parallelism, threads);
        centroids = sums.centroids();
        double before = objectives.isEmpty() ? 0 : objectives.get(objectives.size() - 1);
        objectives.add(sums.objective());
        if (iteration > 0
            && Math.abs(sums.objective() - before) <= config.tolerance() * Math.abs(before)) {
          break;
        }
      }
    } finally {
      threads.shutdown();
    }
    return new Trained(centroids, List.copyOf(objectives));
  }

  private static ClusterSums pass(
      List<EmbeddingBlock> blocks, Centroids centroids, int parallelism, ExecutorService threads) {
    List<Future<ClusterSums>> parts = new ArrayList<>();
    for (int i = 0; i < parallelism; i++) {
      int first = i;
      parts.add(
          threads.submit(
              () -> {
                ClusterSums sums = new ClusterSums(centroids.clusters(), centroids.dimension());
                try (MatrixProduct product = MatrixProduct.onCpu()) {
                  for (int block = first; block < blocks.size(); block += parallelism) {
                    sums.add(blocks.get(block), centroids.nearest(blocks.get(block), product));
                  }
                }
                return sums;
              }));
    }
    ClusterSums total = new ClusterSums(centroids.clusters(), centroids.dimension());
    for (Future<ClusterSums> part : parts) {
      try {
        total.merge(part.get());
      } catch (ExecutionException e) {
        throw new IllegalStateException("an assignment failed", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while assigning", e);
      }
    }
    return total;
  }

  private static List<EmbeddingBlock> blocks(EmbeddingBlock sample) {
    List<EmbeddingBlock> blocks = new ArrayList<>();
    int dimension = sample.dimension();
    for (int from = 0; from < sample.rows(); from += ROWS_PER_BLOCK) {
      int to = Math.min(sample.rows(), from + ROWS_PER_BLOCK);
      blocks.add(
          new EmbeddingBlock(
              Arrays.copyOfRange(sample.ids(), from, to),
              Arrays.copyOfRange(sample.values(), from * dimension, to * dimension),
              dimension));
    }
    return blocks;
  }
}
