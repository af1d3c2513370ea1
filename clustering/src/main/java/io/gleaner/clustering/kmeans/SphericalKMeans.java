package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.sampling.RowSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lloyd's iterations on the unit sphere: assign every row to its most similar centroid, replace
 * each centroid by the direction of its members' sum. The objective, the sum of similarities, never
 * falls but for the repair of empty clusters. The result depends on the rows and the configuration
 * alone: not on the parallelism, nor on where the passes are made ({@link Pass}).
 */
public final class SphericalKMeans {
  private static final int ROWS_PER_BLOCK = RowSample.ROWS_PER_BLOCK;

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
    return train(blocks(sample), config, parallelism);
  }

  /**
   * As {@link #train(EmbeddingBlock, KMeansConfig, int)}.
   *
   * @param sample at least one row, in blocks of some thousand
   */
  public static Trained train(List<EmbeddingBlock> sample, KMeansConfig config, int parallelism) {
    if (sample.isEmpty()) {
      throw new IllegalArgumentException("there are no embeddings to train centroids on");
    }
    RowSample start = Start.rows(config);
    sample.forEach(start::offer);
    try (ProductThreads threads = new ProductThreads(parallelism)) {
      Centroids first = Start.of(start.blocks(), config, threads);
      try (ThreadedPass pass = new ThreadedPass(sample, config.search(), threads)) {
        return iterate(first, config.iterations(), config.tolerance(), pass);
      }
    }
  }

  /**
   * Iterates until the objective grows by no more than {@code tolerance} of itself.
   *
   * @param iterations most of them, at least 1
   */
  static <E extends Exception> Trained iterate(
      Centroids first, int iterations, double tolerance, Pass<E> pass) throws E {
    Centroids centroids = first;
    List<Double> objectives = new ArrayList<>();
    for (int iteration = 0; iteration < iterations; iteration++) {
      ClusterSums sums = pass.over(centroids);
      centroids = sums.centroids();
      double before = objectives.isEmpty() ? 0 : objectives.get(objectives.size() - 1);
      objectives.add(sums.objective());
      if (iteration > 0 && Math.abs(sums.objective() - before) <= tolerance * Math.abs(before)) {
        break;
      }
    }
    return new Trained(centroids, List.copyOf(objectives));
  }

  /** Cuts a block into some of up to {@value #ROWS_PER_BLOCK} rows; copies. */
  static List<EmbeddingBlock> blocks(EmbeddingBlock sample) {
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
