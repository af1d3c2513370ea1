package io.gleaner.pipeline.table;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * Writes a Parquet file, which is none of a run's tables, into a stream that its caller opened and
 * names. ZSTD, each page with a checksum. Memory: one row group. Not thread-safe.
 */
public final class ParquetStream<T> implements Closeable {
  private final ParquetWriter<T> writer;

  /**
   * @param out stays open
   * @param metadata key-value pairs for the file's footer
   */
  public ParquetStream(
      OutputStream out, Format<T> format, Map<String, String> metadata, RowGroups groups)
      throws IOException {
    writer =
        new FormatWriter<>(new Stream(out), format)
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withCodecFactory(new ZstdPages())
            .withRowGroupSize(groups.bytes())
            .withRowGroupRowCountLimit(groups.rows())
            .withMinRowCountForPageSizeCheck(1) // rows may be megabytes: look after each
            .withMaxRowCountForPageSizeCheck(1)
            .withPageWriteChecksumEnabled(true)
            .withDictionaryEncoding(false)
            .withStatisticsEnabled(false) // of an image's bytes they would be images again
            .withExtraMetaData(metadata)
            .build();
  }

  /** Adds a row. What it refers to is kept until its row group is full. */
  public void add(T row) throws IOException {
    writer.write(row);
  }

  /** Ends the file. */
  @Override
  public void close() throws IOException {
    writer.close();
  }

  private record Stream(OutputStream out) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSize) {
      return new ParquetOutput.Counted(out) {
        @Override
        public void close() throws IOException {
          flush();
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return 0;
    }
  }
}
