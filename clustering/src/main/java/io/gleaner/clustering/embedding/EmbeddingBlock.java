package io.gleaner.clustering.embedding;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Some thousand embeddings side by side, the unit in which numeric work is done: row {@code i} of
 * the matrix {@code values} is the unit vector of the image {@code ids[i]}. Rows keep the order of
 * the shard that they were read from. Immutable by agreement: the arrays are shared, nobody writes.
 */
public final class EmbeddingBlock {
  private final String[] ids;
  private final float[] values;
  private final int dimension;

  /**
   * @param ids [rows] identities
   * @param values [rows, dimension] row-major, each row of unit length ({@link UnitVectors}); not
   *     copied
   * @param dimension components of a vector, at least 1
   */
  public EmbeddingBlock(String[] ids, float[] values, int dimension) {
    if (dimension < 1 || (long) ids.length * dimension != values.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d ids of dimension %d need %d values, got %d",
              ids.length,
              dimension,
              (long) ids.length * dimension,
              values.length));
    }
    this.ids = ids;
    this.values = values;
    this.dimension = dimension;
  }

  /** Returns a block of copies of {@code embeddings}, each scaled to unit length. */
  public static EmbeddingBlock of(List<Embedding> embeddings) {
    int dimension = embeddings.isEmpty() ? 1 : embeddings.get(0).vector().length;
    float[] values = new float[embeddings.size() * dimension];
    String[] ids = new String[embeddings.size()];
    for (int row = 0; row < ids.length; row++) {
      Embedding embedding = embeddings.get(row);
      ids[row] = embedding.id();
      System.arraycopy(embedding.vector(), 0, values, row * dimension, dimension);
      if (!UnitVectors.normalise(values, row * dimension, dimension)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "embedding of %s has no direction: %s",
                embedding.id(),
                Arrays.toString(embedding.vector())));
      }
    }
    return new EmbeddingBlock(ids, values, dimension);
  }

  /**
   * Returns the rows of {@code blocks}, one block after the other; dimension 1 where none has any.
   */
  public static EmbeddingBlock concatenate(List<EmbeddingBlock> blocks) {
    int rows = blocks.stream().mapToInt(EmbeddingBlock::rows).sum();
    int dimension =
        blocks.stream()
            .filter(block -> block.rows() > 0)
            .findFirst()
            .map(b -> b.dimension)
            .orElse(1);
    String[] ids = new String[rows];
    float[] values = new float[Math.multiplyExact(rows, dimension)];
    int row = 0;
    for (EmbeddingBlock block : blocks) {
      System.arraycopy(block.ids, 0, ids, row, block.rows());
      System.arraycopy(block.values, 0, values, row * dimension, block.rows() * dimension);
      row += block.rows();
    }
    return new EmbeddingBlock(ids, values, dimension);
  }

  public int rows() {
    return ids.length;
  }

  public int dimension() {
    return dimension;
  }

  public String id(int row) {
    return ids[row];
  }

  /** Returns the identities of all rows, shared. */
  public String[] ids() {
    return ids;
  }

  /** Returns the whole matrix, [rows, dimension] row-major, shared. */
  public float[] values() {
    return values;
  }

  /** Returns where row {@code row} starts in {@link #values}. */
  public int offset(int row) {
    return row * dimension;
  }
}
