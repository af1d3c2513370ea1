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
 * The embeddings of one Parquet file with a column {@code id} (text or integer) and a column of
 * vectors ({@code list<float>} or {@code list<double>}), whoever wrote it.
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
    TableReader reader = TableReader.open(file, "id", column);
    return new Reader(reader, rowsPerBlock, without.ids());
  }

  private final class Reader implements EmbeddingReader {
    private final TableReader reader;
    private final int rowsPerBlock;
    private final Set<String> excluded;
    private int dimension;

    Reader(TableReader reader, int rowsPerBlock, Set<String> excluded) {
      this.reader = reader;
      this.rowsPerBlock = rowsPerBlock;
      this.excluded = excluded;
    }

    @Override
    public EmbeddingBlock next() throws IOException {
      String[] ids = new String[Math.min(rowsPerBlock, 1024)];
      float[] values = new float[ids.length * Math.max(1, dimension)];
      int rows = 0;
      while (rows < rowsPerBlock) {
        Row row = reader.next();
        if (row == null) {
          break;
        }
        String id = row.text(0);
        float[] vector = row.vector(1);
        if (id == null || vector == null || excluded.contains(id)) {
          continue;
        }
        if (dimension == 0) {
          dimension = vector.length;
          values = new float[ids.length * dimension];
        } else if (vector.length != dimension) {
          throw new IOException(
              "%s: the vector of %s has %d components, those before it %d"
                  .formatted(file, id, vector.length, dimension));
        }
        if (!UnitVectors.normalise(vector, 0, dimension)) {
          continue;
        }
        if (rows == ids.length) {
          int larger = Math.min(rowsPerBlock, 2 * rows);
          ids = Arrays.copyOf(ids, larger);
          values = Arrays.copyOf(values, larger * dimension);
        }
        ids[rows] = id;
        System.arraycopy(vector, 0, values, rows * dimension, dimension);
        rows++;
      }
      return rows == 0
          ? null
          : new EmbeddingBlock(
              Arrays.copyOf(ids, rows), Arrays.copyOf(values, rows * dimension), dimension);
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
