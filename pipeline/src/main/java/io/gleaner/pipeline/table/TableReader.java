package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads chosen columns of one Parquet file, in file order. Where its writer left checksums, a
 * damaged page is an error. Memory: one row group of those columns. Not thread-safe.
 */
public final class TableReader implements Closeable {
  private final Location file;
  private final ParquetReader<Row> reader;

  private TableReader(Location file, ParquetReader<Row> reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * @param columns top-level columns to read; the index of a column in {@link Row} is its place
   *     here
   * @throws MissingColumnException where the file lacks one of them
   */
  public static TableReader open(Location file, String... columns) throws IOException {
    List<String> wanted = List.of(columns);
    return new TableReader(
        file,
        new Builder(new ParquetInput(file), wanted, file)
            .withConf(new PlainParquetConfiguration())
            .withCodecFactory(new ZstdPages())
            .usePageChecksumVerification(true)
            .build());
  }

  /**
   * Returns the next row, the same object each time, or null at the end.
   *
   * @throws UnreadableTableException where the file is none, is cut, or a page is not as it was
   *     written
   */
  public Row next() throws IOException {
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

  /** Returns how many rows a file has, from its footer. */
  public static long rows(Location file) throws IOException {
    try (ParquetFileReader reader = footerReader(file)) {
      return reader.getRecordCount();
    }
  }

  /** Returns how many rows some files have, from their footers, which are read side by side. */
  public static long rows(List<Location> files) throws IOException {
    try {
      return files.parallelStream().mapToLong(TableReader::uncheckedRows).sum();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Returns how many rows each of some files has, in their order, likewise. */
  public static List<Long> rowsOfEach(List<Location> files) throws IOException {
    try {
      return files.parallelStream().map(TableReader::uncheckedRows).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long uncheckedRows(Location file) {
    try {
      return rows(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the key-value pairs of a file's footer. */
  public static Map<String, String> metadata(Location file) throws IOException {
    try (ParquetFileReader reader = footerReader(file)) {
      ParquetMetadata footer = reader.getFooter();
      return Map.copyOf(footer.getFileMetaData().getKeyValueMetaData());
    }
  }

  /** Returns the names of a file's top-level columns. */
  public static List<String> columns(Location file) throws IOException {
    try (ParquetFileReader reader = footerReader(file)) {
      return reader.getFileMetaData().getSchema().getFields().stream().map(Type::getName).toList();
    }
  }

  /** Returns the columns that some files have, those of the first file first. */
  public static Set<String> columns(List<Location> files) throws IOException {
    try {
      return files.parallelStream()
          .map(TableReader::uncheckedColumns)
          .collect(LinkedHashSet::new, Set::addAll, Set::addAll);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<String> uncheckedColumns(Location file) {
    try {
      return columns(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads all pages of a file, of which each is checked against its checksum: for those that read
   * it next and check nothing.
   *
   * @throws UnreadableTableException where a page is not as it was written
   */
  public static void requireUndamaged(Location file) throws IOException {
    try (ParquetFileReader reader = footerReader(file)) {
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        for (ColumnDescriptor column : reader.getFileMetaData().getSchema().getColumns()) {
          PageReader pages = group.getPageReader(column);
          pages.readDictionaryPage();
          DataPage page;
          do {
            page = pages.readPage();
          } while (page != null);
        }
      }
    } catch (IOException | RuntimeException e) {
      throw UnreadableTableException.reading(file, e);
    }
  }

  /**
   * Opens a file whose pages are checked against their writer's checksums.
   *
   * @throws UnreadableTableException where it is no Parquet, or none that is read
   */
  static ParquetFileReader footerReader(Location file) throws IOException {
    try {
      return ParquetFileReader.open(
          new ParquetInput(file),
          ParquetReadOptions.builder(new PlainParquetConfiguration())
              .withCodecFactory(new ZstdPages())
              .usePageChecksumVerification(true)
              .build());
    } catch (IOException | RuntimeException e) { // parquet-java throws both at what is no Parquet
      throw UnreadableTableException.opening(file, e);
    }
  }

  private static final class Builder extends ParquetReader.Builder<Row> {
    private final List<String> wanted;
    private final Location file;

    Builder(ParquetInput input, List<String> wanted, Location file) {
      super(input, new PlainParquetConfiguration());
      this.wanted = wanted;
      this.file = file;
    }

    @Override
    protected ReadSupport<Row> getReadSupport() {
      return new Support(wanted, file);
    }
  }

  private static final class Support extends ReadSupport<Row> {
    private final List<String> wanted;
    private final Location file;

    Support(List<String> wanted, Location file) {
      this.wanted = wanted;
      this.file = file;
    }

    @Override
    public ReadContext init(InitContext context) {
      MessageType schema = context.getFileSchema();
      List<Type> projected = new ArrayList<>();
      for (String column : wanted) {
        if (!schema.containsField(column)) {
          throw new MissingColumnException(
              file, column, schema.getFields().stream().map(Type::getName).toList());
        }
        projected.add(schema.getType(column));
      }
      return new ReadContext(new MessageType(schema.getName(), projected));
    }

    @Override
    public RecordMaterializer<Row> prepareForRead(
        Configuration configuration,
        Map<String, String> metadata,
        MessageType fileSchema,
        ReadContext context) {
      return new RowMaterializer(context.getRequestedSchema());
    }

    @Override
    public RecordMaterializer<Row> prepareForRead(
        ParquetConfiguration configuration,
        Map<String, String> metadata,
        MessageType fileSchema,
        ReadContext context) {
      return new RowMaterializer(context.getRequestedSchema());
    }
  }
}
