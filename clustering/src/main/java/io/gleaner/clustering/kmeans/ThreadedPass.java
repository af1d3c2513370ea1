package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.vector.Factor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Assigns a sample that is held in memory, by threads of this process. Memory beyond the sample:
 * the sample in native memory, 2 or 4 bytes a component ({@link Factor}), kept from pass to pass;
 * for each thread, 8 × clusters × (dimension + 1) bytes of sums, and the centroids in native
 * memory.
 */
final class ThreadedPass implements Pass<RuntimeException>, AutoCloseable {
  private final List<EmbeddingBlock> blocks;
  private final CentroidSearch search;
  private final ProductThreads threads;
  private final Factor[] factors;

  /**
   * @param blocks of some thousand rows each, none empty, so that every thread has work
   * @param threads open for longer than this
   */
  ThreadedPass(List<EmbeddingBlock> blocks, CentroidSearch search, ProductThreads threads) {
    this.blocks = blocks;
    this.search = search;
    this.threads = threads;
    factors = new Factor[blocks.size()];
  }

  @Override
  public ClusterSums over(Centroids centroids) {
    CentroidIndex index = CentroidIndex.of(centroids, search, threads);
    AtomicInteger next = new AtomicInteger();
    List<ClusterSums> parts =
        threads.each(
            (thread, product) -> {
              ClusterSums sums = new ClusterSums(centroids.clusters(), centroids.dimension());
              try (NearestCentroid nearest = index.open(product)) {
                for (int i = next.getAndIncrement();
                    i < blocks.size();
                    i = next.getAndIncrement()) {
                  EmbeddingBlock block = blocks.get(i);
                  if (factors[i] == null) {
                    factors[i] = product.factor(block.values(), 0, block.rows(), block.dimension());
                  }
                  sums.add(block, nearest.of(block, factors[i]));
                }
              }
              return sums;
            });
    ClusterSums total = parts.get(0);
    parts.subList(1, parts.size()).forEach(total::merge);
    return total;
  }

  @Override
  public void close() {
    for (Factor factor : factors) {
      if (factor != null) {
        factor.close();
      }
    }
  }
}
