package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.vector.MatrixProduct;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Exact search over stored shards: {@link ExactSearch} for a block of queries against every block
 * of the base. The base stays in memory where it takes no more than a given number of bytes;
 * otherwise every call of {@link #nearest} reads it anew. The answer is the same.
 *
 * <p>Memory of one call: 4 × dimension × (queries + {@value #BASE_ROWS}) + 4 × queries × {@value
 * #BASE_ROWS} bytes, on the heap and once more natively; and the base where it is resident.
 */
final class ExactIndex implements NeighbourIndex {
  /** Rows of a base block: with 2,048 queries a product is 8 MiB, about a core's share of cache. */
  static final int BASE_ROWS = 1024;

  private static final int QUERY_ROWS = 2048;

  private final List<EmbeddingShard> base;
  private final List<EmbeddingBlock> resident; // null: the base is read for each call

  private ExactIndex(List<EmbeddingShard> base, List<EmbeddingBlock> resident) {
    this.base = base;
    this.resident = resident;
  }

  /**
   * Opens an index over {@code base}.
   *
   * @param residentBytes most bytes of vectors to keep in memory
   */
  static ExactIndex over(List<EmbeddingShard> base, long residentBytes) throws IOException {
    List<EmbeddingBlock> blocks = new ArrayList<>();
    long bytes = 0;
    for (EmbeddingShard shard : base) {
      try (EmbeddingReader reader = shard.open(BASE_ROWS)) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          bytes += (long) Float.BYTES * block.values().length;
          if (bytes > residentBytes) {
            return new ExactIndex(List.copyOf(base), null);
          }
          blocks.add(block);
        }
      }
    }
    return new ExactIndex(List.copyOf(base), List.copyOf(blocks));
  }

  boolean isResident() {
    return resident != null;
  }

  @Override
  public NeighbourBlock nearest(EmbeddingBlock queries, int k) throws IOException {
    ExactSearch search = new ExactSearch(queries, k);
    try (MatrixProduct product = MatrixProduct.onCpu()) {
      if (resident != null) {
        for (EmbeddingBlock block : resident) {
          search.scan(block, product);
        }
        return search.finish();
      }
      for (EmbeddingShard shard : base) {
        try (EmbeddingReader reader = shard.open(BASE_ROWS)) {
          for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
            search.scan(block, product);
          }
        }
      }
    }
    return search.finish();
  }

  @Override
  public int rowsPerQuery() {
    return QUERY_ROWS;
  }
}
