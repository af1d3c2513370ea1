package io.gleaner.pipeline.table;

import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/** Rows of chosen columns of any type, in file order. Memory: one row group of those columns. */
final class ColumnGroups implements Closeable {
  private final ParquetFileReader reader;
  private final MessageType columns;
  private final MessageColumnIO assembly;
  private RecordReader<Group> rows;
  private int rowGroup = -1;
  private long size;
  private long left;

  /**
   * @param reader is closed with this
   */
  ColumnGroups(ParquetFileReader reader, MessageType columns) {
    this.reader = reader;
    this.columns = columns;
    reader.setRequestedSchema(columns);
    assembly =
        new ColumnIOFactory(reader.getFileMetaData().getCreatedBy())
            .getColumnIO(columns, reader.getFileMetaData().getSchema());
  }

  /** Returns the next row or null at the end. */
  Group next() throws IOException {
    while (left == 0) {
      PageReadStore group = reader.readNextRowGroup();
      if (group == null) {
        return null;
      }
      do {
        rowGroup++; // the reader passes over empty ones
      } while (reader.getRowGroups().get(rowGroup).getRowCount() == 0);
      size = group.getRowCount();
      left = size;
      rows = assembly.getRecordReader(group, new GroupRecordConverter(columns));
    }
    left--;
    return rows.read();
  }

  /** Returns which row group the last row is in, from 0. */
  int rowGroup() {
    return rowGroup;
  }

  /** Returns the number of the last row within its row group, from 0. */
  long row() {
    return size - left - 1;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
