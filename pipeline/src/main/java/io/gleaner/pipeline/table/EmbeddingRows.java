package io.gleaner.pipeline.table;

import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.pipeline.storage.Location;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads ids and vectors of one Parquet file, in file order, whoever wrote it: what a {@link
 * TableReader} of the two columns gives, several times as fast, since the components of a vector
 * are decoded together. Memory: one row group of the two columns as they are stored, and one page
 * of each decompressed. Not thread-safe.
 */
public final class EmbeddingRows implements Closeable {
  /*
   * A TableReader goes through parquet-java's assembly of records, which spends some 30 ns on each
   * component: a look at both levels, the value, and a way down the converters. Here levels are
   * looked at run by run and components are decoded by the hundreds: a row of 384 floats in our
   * tables took 14 µs of a core and takes 4, of which 2 are reading and decompressing, and 1 is
   * scaling it to unit length.
   */
  private final Location file;
  private final ParquetFileReader reader;
  private final MessageType schema;
  private long left;
  private TextColumn ids;
  private VectorColumn vectors;
  private String id;

  private EmbeddingRows(Location file, ParquetFileReader reader, String key, String column) {
    this.file = file;
    this.reader = reader;
    MessageType whole = reader.getFileMetaData().getSchema();
    List<Type> wanted = new ArrayList<>();
    for (String name : key == null ? List.of(column) : List.of(key, column)) {
      if (!whole.containsField(name)) {
        throw new MissingColumnException(
            file, name, whole.getFields().stream().map(Type::getName).toList());
      }
      wanted.add(whole.getType(name));
    }
    schema = new MessageType(whole.getName(), wanted);
    reader.setRequestedSchema(schema);
  }

  /**
   * @param column of vectors: a list of floats of any width or of integers
   * @throws MissingColumnException where the file lacks it or {@code id}
   * @throws UnreadableTableException where it is no Parquet that is read, or the columns hold no
   *     ids and no lists of numbers
   */
  public static EmbeddingRows open(Location file, String column) throws IOException {
    return open(file, "id", column);
  }

  /**
   * @param key the column of ids, or null for rows without ids
   * @param column of vectors, another one
   * @throws MissingColumnException where the file lacks one of them
   * @throws UnreadableTableException as above
   */
  public static EmbeddingRows open(Location file, String key, String column) throws IOException {
    ParquetFileReader reader = TableReader.footerReader(file);
    try {
      EmbeddingRows rows = new EmbeddingRows(file, reader, key, column);
      rows.requireReadable();
      Codecs.require(file, reader.getFooter(), rows.schema);
      return rows;
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private void requireReadable() throws IOException {
    List<ColumnDescriptor> leaves = schema.getColumns();
    int vector = schema.getFieldCount() - 1;
    if (vector == 1 && !TextColumn.reads(schema.getType(0))) {
      throw new UnreadableTableException(
          file, described(0) + ", must hold texts, integers or other scalars but floats", null);
    }
    if (leaves.size() != vector + 1
        || !VectorColumn.reads(schema.getType(vector), leaves.get(vector))) {
      throw new UnreadableTableException(
          file, described(vector) + ", must hold lists of numbers", null);
    }
  }

  private String described(int column) {
    String type = schema.getType(column).toString().replaceAll("\\s+", " ");
    return String.format(
        Locale.ROOT, "column \"%s\" is %s", schema.getType(column).getName(), type);
  }

  /** Returns how many rows the file has. */
  public long rows() {
    return reader.getRecordCount();
  }

  /** Goes to the next row; false after the last. */
  public boolean next() throws IOException {
    try {
      while (left == 0) {
        PageReadStore group = reader.readNextRowGroup();
        if (group == null) {
          return false;
        }
        left = group.getRowCount();
        int vector = schema.getFieldCount() - 1;
        ids = vector == 0 ? null : new TextColumn(pages(group, 0));
        vectors = new VectorColumn(pages(group, vector), schema.getType(vector));
      }
      left--;
      id = ids == null ? null : ids.next();
      vectors.next();
      return true;
    } catch (IOException | RuntimeException e) { // parquet-java throws both at corrupt pages
      throw UnreadableTableException.reading(file, e);
    }
  }

  private ColumnPages pages(PageReadStore group, int leaf) throws IOException {
    ColumnDescriptor column = schema.getColumns().get(leaf);
    return new ColumnPages(column, group.getPageReader(column));
  }

  /** Returns the id of this row, or null. */
  public String id() {
    return id;
  }

  /** Returns the vector of this row in an array of its own, or null. */
  public float[] vector() {
    if (vectors.isNull()) {
      return null;
    }
    float[] vector = new float[vectors.length()];
    vectors.copyTo(vector, 0);
    return vector;
  }

  /** Returns whether this row has a vector, if one of no components. */
  public boolean hasVector() {
    return !vectors.isNull();
  }

  /** Returns how many components the vector of this row has. */
  public int dimension() {
    return vectors.length();
  }

  /** Returns how many components of this row's vector are null; they are left out of it. */
  public int nullComponents() {
    return vectors.nulls();
  }

  /** Returns whether this row has an id and a vector with a direction, none of it null. */
  public boolean isUsable() {
    if (id == null || !hasVector() || nullComponents() > 0 || dimension() == 0) {
      return false;
    }
    float[] vector = vector();
    return UnitVectors.normalise(vector, 0, vector.length);
  }

  /** Writes the vector of this row to {@code target} from {@code offset} on. */
  void copyTo(float[] target, int offset) {
    vectors.copyTo(target, offset);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
