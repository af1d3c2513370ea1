package io.gleaner.pipeline.table;

import java.util.HashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;

/** Builds a writer of rows in a {@link Format}. */
final class FormatWriter<T> extends ParquetWriter.Builder<T, FormatWriter<T>> {
  private final Format<T> format;

  FormatWriter(OutputFile file, Format<T> format) {
    super(file);
    this.format = format;
  }

  @Override
  protected FormatWriter<T> self() {
    return this;
  }

  @Override
  protected WriteSupport<T> getWriteSupport(Configuration configuration) {
    return new Support<>(format);
  }

  @Override
  protected WriteSupport<T> getWriteSupport(ParquetConfiguration configuration) {
    return new Support<>(format);
  }

  private static final class Support<T> extends WriteSupport<T> {
    private final Format<T> format;
    private RecordConsumer out;

    Support(Format<T> format) {
      this.format = format;
    }

    @Override
    public WriteContext init(Configuration configuration) {
      return new WriteContext(format.schema(), new HashMap<>());
    }

    @Override
    public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(format.schema(), new HashMap<>());
    }

    @Override
    public void prepareForWrite(RecordConsumer consumer) {
      out = consumer;
    }

    @Override
    public void write(T row) {
      format.write(row, out);
    }
  }
}
