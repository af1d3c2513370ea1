package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Writes one Parquet file: under a hidden temporary name beside the final one, which appears by a
 * rename in {@link #commit}; closed without it, nothing is left. ZSTD; vectors in byte-stream-split
 * encoding without a dictionary. Memory: one row group, 32 MiB. Not thread-safe.
 */
public final class TableWriter<T> implements Closeable {
  /** Version of the tables' layout, in each file's key-value metadata (docs/formats.md). */
  public static final String FORMAT_VERSION = "3";

  /** Key of a table's footer that holds the version. */
  public static final String VERSION_KEY = "gleaner.format";

  private static final long ROW_GROUP_BYTES = 32L << 20;

  private final Location target;
  private final Location temporary;
  private final ParquetWriter<T> writer;
  private long rows;
  private boolean closed;

  private TableWriter(Location target, Location temporary, ParquetWriter<T> writer) {
    this.target = target;
    this.temporary = temporary;
    this.writer = writer;
  }

  /** Opens a writer of {@code target}, whose folder is made where it is missing. */
  public static <T> TableWriter<T> open(Location target, Format<T> format) throws IOException {
    return open(target, format, Map.of());
  }

  /**
   * @param metadata key-value pairs for the file's footer
   */
  public static <T> TableWriter<T> open(
      Location target, Format<T> format, Map<String, String> metadata) throws IOException {
    target.makeFolder();
    Location temporary = target.temporary();
    Map<String, String> footer = new HashMap<>(metadata);
    footer.put(VERSION_KEY, FORMAT_VERSION);
    ParquetWriter<T> writer =
        new FormatWriter<>(new ParquetOutput(temporary), format)
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withCodecFactory(new ZstdPages())
            .withRowGroupSize(ROW_GROUP_BYTES)
            .withByteStreamSplitEncoding(true)
            .withDictionaryEncoding(false)
            .withExtraMetaData(footer)
            .build();
    return new TableWriter<>(target, temporary, writer);
  }

  /** Writes all of {@code rows} to {@code target} and commits. Returns how many there were. */
  public static <T> long write(Location target, Format<T> format, Iterable<? extends T> rows)
      throws IOException {
    try (TableWriter<T> writer = open(target, format)) {
      for (T row : rows) {
        writer.add(row);
      }
      writer.commit();
      return writer.rows;
    }
  }

  /** Adds a row. */
  public void add(T row) throws IOException {
    writer.write(row);
    rows++;
  }

  /** Returns how many rows were added so far. */
  public long rows() {
    return rows;
  }

  /** Makes the file visible under its name, in place of an older one. */
  public void commit() throws IOException {
    writer.close();
    closed = true;
    temporary.moveTo(target);
  }

  /** Frees what is held; without {@link #commit} the file never appears. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        writer.close();
      } finally {
        temporary.delete();
      }
    }
  }
}
