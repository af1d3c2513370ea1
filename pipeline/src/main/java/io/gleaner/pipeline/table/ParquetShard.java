package io.gleaner.pipeline.table;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;

/**
 * The embeddings of one Parquet file with a column {@code id} (any scalar but a float) and a column
 * of vectors (lists of numbers), whoever wrote it. The first row that can be used says how many
 * components there are; rows with another number of them are left out, as are those without an id
 * or a direction.
 *
 * @param file the Parquet file
 * @param column which column holds the vectors
 * @param without whose rows are left out
 */
public record ParquetShard(Location file, String column, ExcludedIds without)
    implements EmbeddingShard {

  /** All rows of {@code file}. */
  public static ParquetShard of(Location file, String column) {
    return new ParquetShard(file, column, ExcludedIds.none());
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public EmbeddingReader open(int rowsPerBlock) throws IOException {
    return new Reader(EmbeddingRows.open(file, column), rowsPerBlock, without.ids());
  }

  private final class Reader implements EmbeddingReader {
    private final EmbeddingRows rows;
    private final int rowsPerBlock;
    private final Set<String> excluded;
    private long left;
    private int dimension;

    Reader(EmbeddingRows rows, int rowsPerBlock, Set<String> excluded) {
      this.rows = rows;
      this.rowsPerBlock = rowsPerBlock;
      this.excluded = excluded;
      left = rows.rows();
    }

    @Override
    public EmbeddingBlock next() throws IOException {
      String[] ids = new String[(int) Math.min(rowsPerBlock, left)];
      float[] values = new float[Math.multiplyExact(ids.length, dimension)];
      int size = 0;
      while (size < rowsPerBlock && rows.next()) {
        left--;
        String id = rows.id();
        if (id == null || !rows.hasVector() || excluded.contains(id)) {
          continue;
        }
        if (dimension == 0) {
          if (!rows.isUsable()) {
            continue;
          }
          dimension = rows.dimension();
          values = new float[Math.multiplyExact(ids.length, dimension)];
        }
        if (rows.dimension() != dimension || rows.nullComponents() > 0) {
          continue; // ragged: told by whoever checks the table
        }
        rows.copyTo(values, size * dimension);
        if (UnitVectors.normalise(values, size * dimension, dimension)) {
          ids[size++] = id;
        }
      }
      if (size == 0) {
        return null;
      }
      return size == ids.length
          ? new EmbeddingBlock(ids, values, dimension)
          : new EmbeddingBlock(
              Arrays.copyOf(ids, size), Arrays.copyOf(values, size * dimension), dimension);
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
