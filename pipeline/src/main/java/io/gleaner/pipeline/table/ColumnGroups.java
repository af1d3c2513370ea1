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

/**
 * Rows of chosen columns of any type, either all in file order or single ones by their numbers.
 * Memory: one row group of those columns.
 */
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
      int number = rowGroup + 1;
      while (reader.getRowGroups().get(number).getRowCount() == 0) {
        number++; // the reader passes over empty ones
      }
      begin(number, group);
    }
    left--;
    return rows.read();
  }

  /**
   * Returns one row, or null where there is none of this number. Reads its row group alone, from
   * the start where the last row is not before it.
   */
  Group at(int wantedGroup, long wantedRow) throws IOException {
    if (wantedGroup < 0 || wantedGroup >= reader.getRowGroups().size()) {
      return null;
    }
    if (wantedRow < 0 || wantedRow >= reader.getRowGroups().get(wantedGroup).getRowCount()) {
      return null;
    }
    if (wantedGroup != rowGroup || wantedRow <= row()) {
      left = 0; // until the group is there: one that cannot be read must not be taken for it
      begin(wantedGroup, reader.readRowGroup(wantedGroup));
    }
    Group found;
    do {
      left--;
      found = rows.read();
    } while (row() < wantedRow);
    return found;
  }

  private void begin(int number, PageReadStore group) {
    rows = assembly.getRecordReader(group, new GroupRecordConverter(columns));
    rowGroup = number;
    size = group.getRowCount();
    left = size;
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
