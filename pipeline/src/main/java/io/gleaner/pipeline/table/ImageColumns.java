package io.gleaner.pipeline.table;

import io.gleaner.pipeline.image.ImageContent;
import io.gleaner.pipeline.storage.Location;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * The encoded images of a Parquet file, row after row, with what names them and with columns that
 * are carried. Where the file's writer left checksums, a damaged page is an error. Memory: one row
 * group of the columns that are read. Not thread-safe.
 */
public final class ImageColumns implements Closeable {
  private static final List<String> KEYS = List.of("__key__", "key", "path", "file_name");
  private static final int ROWS_LOOKED_AT = 64;

  /**
   * One row.
   *
   * @param bytes the encoded image, or null
   * @param file where the image is said to be, of a struct with {@code path}, or null
   * @param key what names the image, or null
   * @param fields the carried columns that the row has, as text
   * @param rowGroup that the row is in, from 0
   * @param row within it, from 0
   */
  public record ImageRow(
      byte[] bytes, String file, String key, Map<String, String> fields, int rowGroup, long row) {}

  private final Location file;
  private final ColumnGroups rows;
  private final ImageColumn image;
  private final String key;
  private final Map<String, ValueText> fields;

  private ImageColumns(
      Location file,
      ColumnGroups rows,
      ImageColumn image,
      String key,
      Map<String, ValueText> fields) {
    this.file = file;
    this.rows = rows;
    this.image = image;
    this.key = key;
    this.fields = fields;
  }

  /**
   * @param fields columns to carry; those that the file lacks are left out
   * @param column that holds the images, or null for the likeliest
   * @throws UnreadableTableException where the file is no Parquet that is read, or has no images
   */
  public static ImageColumns open(Location file, List<String> fields, String column)
      throws IOException {
    ParquetFileReader reader = TableReader.footerReader(file);
    try {
      MessageType schema = reader.getFileMetaData().getSchema();
      ImageColumn image =
          ImageColumn.choose(schema, column, binaries -> images(file, schema, binaries));
      String key = key(schema);
      List<Type> columns = new ArrayList<>();
      Map<String, ValueText> texts = new HashMap<>();
      for (Type type : schema.getFields()) {
        String name = type.getName();
        if (fields.contains(name)) {
          texts.put(name, ValueText.of(type));
        }
        if (name.equals(image.name()) || name.equals(key) || fields.contains(name)) {
          columns.add(type);
        }
      }
      MessageType chosen = new MessageType(schema.getName(), columns);
      Codecs.require(file, reader.getFooter(), chosen);
      return new ImageColumns(file, new ColumnGroups(reader, chosen), image, key, texts);
    } catch (IllegalArgumentException e) {
      reader.close();
      throw new UnreadableTableException(file, e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw UnreadableTableException.reading(file, e);
    }
  }

  private static String key(MessageType schema) {
    return schema.getFields().stream()
        .filter(type -> KEYS.contains(type.getName()) && ImageColumn.isText(type))
        .map(Type::getName)
        .findFirst()
        .orElse(null);
  }

  /** Returns those of some binary columns that have an image in one of the first rows. */
  private static Set<String> images(Location file, MessageType schema, List<String> binaries)
      throws IOException {
    List<Type> columns = binaries.stream().map(schema::getType).toList();
    MessageType chosen = new MessageType(schema.getName(), columns);
    Set<String> images = new HashSet<>();
    ParquetFileReader reader = TableReader.footerReader(file);
    try (ColumnGroups rows = new ColumnGroups(reader, chosen)) {
      Codecs.require(file, reader.getFooter(), chosen);
      Group row = rows.next();
      for (int i = 0; row != null && i < ROWS_LOOKED_AT; i++) {
        for (String name : binaries) {
          if (has(row, name) && ImageContent.isImage(row.getBinary(name, 0).getBytes())) {
            images.add(name);
          }
        }
        row = rows.next();
      }
    }
    return images;
  }

  /** Returns which column the images are read from. */
  public String column() {
    return image.name();
  }

  /** Returns which columns could hold images, the one that is read first. */
  public List<String> candidates() {
    return image.candidates();
  }

  /**
   * Returns the next row or null at the end.
   *
   * @throws UnreadableTableException where the file is damaged; what follows cannot be read
   */
  public ImageRow next() throws IOException {
    try {
      Group row = rows.next();
      return row == null ? null : image(row);
    } catch (IOException | RuntimeException e) { // parquet-java throws both at corrupt pages
      throw UnreadableTableException.reading(file, e);
    }
  }

  private ImageRow image(Group row) {
    byte[] bytes = null;
    String path = null;
    if (has(row, image.name())) {
      if (image.struct()) {
        Group struct = row.getGroup(image.name(), 0);
        bytes = has(struct, "bytes") ? struct.getBinary("bytes", 0).getBytes() : null;
        path = image.hasPath() && has(struct, "path") ? struct.getString("path", 0) : null;
      } else {
        bytes = row.getBinary(image.name(), 0).getBytes();
      }
    }
    String named = key != null && has(row, key) ? row.getString(key, 0) : path;
    Map<String, String> carried = new HashMap<>();
    fields.forEach(
        (field, text) -> {
          String value = text.text(row);
          if (value != null) {
            carried.put(field, value);
          }
        });
    return new ImageRow(bytes, path, named, carried, rows.rowGroup(), rows.row());
  }

  private static boolean has(Group group, String field) {
    return group.getFieldRepetitionCount(field) > 0;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
