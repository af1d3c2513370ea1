package io.gleaner.clustering.sampling;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A uniform sample of rows without replacement, those with the smallest keyed hashes ({@link
 * KeyedSample}): which rows these are does not depend on their order or blocks. Memory: 4 × limit ×
 * dimension bytes and about 100 bytes a row and its id; twice that once the blocks are made. Not
 * thread-safe.
 */
public final class RowSample {
  /** Rows of every block but the last. */
  public static final int ROWS_PER_BLOCK = 8192;

  private record Row(String id, float[] vector) {}

  private final KeyedSample<Row> sample;
  private int dimension = 1;

  /**
   * @param limit most rows
   * @param seed of the run
   * @param purpose names the draw
   */
  public RowSample(long limit, long seed, String purpose) {
    sample = new KeyedSample<>(limit, seed, purpose);
  }

  /** Offers every row of {@code block}; each id once. */
  public void offer(EmbeddingBlock block) {
    dimension = block.dimension();
    for (int row = 0; row < block.rows(); row++) {
      String id = block.id(row);
      if (sample.wants(id)) {
        int from = block.offset(row);
        sample.offer(id, new Row(id, Arrays.copyOfRange(block.values(), from, from + dimension)));
      }
    }
  }

  /** Offers all that {@code other}, of the same draw, has seen. */
  public void merge(RowSample other) {
    sample.merge(other.sample);
    dimension = Math.max(dimension, other.dimension);
  }

  /** Returns the sample by id, in blocks of {@link #ROWS_PER_BLOCK} rows. */
  public List<EmbeddingBlock> blocks() {
    List<Row> rows = sample.items();
    List<EmbeddingBlock> blocks = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += ROWS_PER_BLOCK) {
      int count = Math.min(ROWS_PER_BLOCK, rows.size() - from);
      String[] ids = new String[count];
      float[] values = new float[count * dimension];
      for (int i = 0; i < count; i++) {
        Row row = rows.get(from + i);
        ids[i] = row.id();
        System.arraycopy(row.vector(), 0, values, i * dimension, dimension);
      }
      blocks.add(new EmbeddingBlock(ids, values, dimension));
    }
    return blocks;
  }
}
