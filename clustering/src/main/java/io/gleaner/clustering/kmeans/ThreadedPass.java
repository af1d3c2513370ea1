package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Assigns a sample that is held in memory, by threads of this process. Memory beyond the sample,
 * for each thread: 8 × clusters × (dimension + 1) bytes of sums, and the centroids in native
 * memory.
 */
final class ThreadedPass implements Pass<RuntimeException> {
  private final List<EmbeddingBlock> blocks;
  private final CentroidSearch search;
  private final ProductThreads threads;

  /**
   * @param blocks of some thousand rows, so that every thread has work
   */
  ThreadedPass(List<EmbeddingBlock> blocks, CentroidSearch search, ProductThreads threads) {
    this.blocks = blocks;
    this.search = search;
    this.threads = threads;
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
                  sums.add(blocks.get(i), nearest.of(blocks.get(i)));
                }
              }
              return sums;
            });
    ClusterSums total = parts.get(0);
    parts.subList(1, parts.size()).forEach(total::merge);
    return total;
  }
}
