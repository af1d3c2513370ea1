package io.gleaner.pipeline.audit;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.EmbeddingRows;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads audited pictures from their tables, block after block: the same blocks wherever the same
 * tables are read. Memory: one block, (4 × dimension + about 300) bytes a picture. Not thread-safe.
 */
final class AuditedBlocks implements Closeable {
  private final List<Location> tables;
  private final int most;
  private int next;
  private TableReader rows;
  private EmbeddingRows vectors;

  /**
   * @param tables of {@code images/}, with the column {@code embedding}
   * @param most pictures of a block, at least 1
   */
  AuditedBlocks(List<Location> tables, int most) {
    this.tables = List.copyOf(tables);
    this.most = most;
  }

  /** Returns the next block, or null after the last. */
  AuditedBlock next() throws IOException {
    List<AuditedImage> images = new ArrayList<>();
    float[] values = {};
    int dimension = 0;
    while (images.size() < most) {
      if (rows == null) {
        if (next == tables.size()) {
          break;
        }
        rows = TableReader.open(tables.get(next), "id", "uri", "sha256", "phash");
        vectors = EmbeddingRows.open(tables.get(next), "embedding");
        next++;
      }
      Row row = rows.next();
      if (row == null) {
        close();
        continue;
      }
      vectors.next();
      float[] vector = vectors.vector();
      dimension = vector.length;
      int offset = images.size() * dimension;
      if (offset + dimension > values.length) {
        int capacity = Math.min(most, Math.max(64, 2 * images.size()));
        values = Arrays.copyOf(values, Math.multiplyExact(capacity, dimension));
      }
      System.arraycopy(vector, 0, values, offset, dimension);
      UnitVectors.normalise(values, offset, dimension); // those without a direction are rejected
      images.add(
          new AuditedImage(
              row.text(0), row.text(1), row.text(2), row.isNull(3) ? null : row.integer(3)));
    }
    if (images.isEmpty()) {
      return null;
    }
    String[] ids = images.stream().map(AuditedImage::id).toArray(String[]::new);
    return new AuditedBlock(
        new EmbeddingBlock(ids, Arrays.copyOf(values, ids.length * dimension), dimension), images);
  }

  @Override
  public void close() throws IOException {
    if (rows != null) {
      rows.close();
      vectors.close();
      rows = null;
      vectors = null;
    }
  }
}
