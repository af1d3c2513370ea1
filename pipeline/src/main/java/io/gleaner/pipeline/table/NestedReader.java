package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/**
 * Reads all columns of a Parquet file, however they are nested, row by row in the file's order;
 * where its writer left checksums, a damaged page is an error. Memory: one row group. Not
 * thread-safe.
 */
public final class NestedReader implements Closeable {
  private final Location file;
  private final ParquetReader<Group> reader;

  public NestedReader(Location file) throws IOException {
    this.file = file;
    reader =
        new Builder(new ParquetInput(file))
            .withConf(new PlainParquetConfiguration())
            .usePageChecksumVerification(true)
            .build();
  }

  /**
   * Returns the next row, or null at the end.
   *
   * @throws UnreadableTableException where the file is none, is cut, or a page is not as it was
   *     written
   */
  public Group next() throws IOException {
    try {
      return reader.read();
    } catch (IOException | RuntimeException e) { // parquet-java throws both at corrupt pages
      throw UnreadableTableException.reading(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  private static final class Builder extends ParquetReader.Builder<Group> {
    Builder(ParquetInput input) {
      super(input, new PlainParquetConfiguration());
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }
}
