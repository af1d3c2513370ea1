package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/**
 * The encoded images of a Parquet file, row after row: the first column that is a struct with
 * {@code bytes}, or else the first binary column that is no text. Memory: one row group of the
 * columns that are read.
 */
public final class ImageColumns implements Closeable {
  private static final List<String> KEYS = List.of("__key__", "key", "path", "file_name");

  /**
   * One row.
   *
   * @param bytes the encoded image, or null
   * @param path what names the image, or null
   * @param fields the carried columns that the row has, as text
   */
  public record ImageRow(byte[] bytes, String path, Map<String, String> fields) {}

  private final ParquetReader<Group> reader;
  private final List<String> fields;
  private final Layout layout;

  private static final class Layout {
    String image;
    boolean struct;
    boolean hasPath;
    String key;
  }

  private ImageColumns(ParquetReader<Group> reader, List<String> fields, Layout layout) {
    this.reader = reader;
    this.fields = fields;
    this.layout = layout;
  }

  /**
   * @param fields columns to carry; those that the file lacks are left out
   */
  public static ImageColumns open(Location file, List<String> fields) throws IOException {
    Layout layout = new Layout();
    ParquetReader<Group> reader =
        new ParquetReader.Builder<Group>(new ParquetInput(file), new PlainParquetConfiguration()) {
          @Override
          protected org.apache.parquet.hadoop.api.ReadSupport<Group> getReadSupport() {
            return new Projection(layout, fields);
          }
        }.build();
    return new ImageColumns(reader, List.copyOf(fields), layout);
  }

  /** Returns the next row or null at the end. */
  public ImageRow next() throws IOException {
    Group row = reader.read();
    if (row == null) {
      return null;
    }
    byte[] bytes = null;
    String path = null;
    if (has(row, layout.image)) {
      if (layout.struct) {
        Group image = row.getGroup(layout.image, 0);
        bytes = has(image, "bytes") ? image.getBinary("bytes", 0).getBytes() : null;
        path = layout.hasPath && has(image, "path") ? image.getString("path", 0) : null;
      } else {
        Binary binary = row.getBinary(layout.image, 0);
        bytes = binary.getBytes();
      }
    }
    if (layout.key != null && has(row, layout.key)) {
      path = row.getString(layout.key, 0);
    }
    Map<String, String> carried = new HashMap<>();
    for (String field : fields) {
      if (row.getType().containsField(field) && has(row, field)) {
        carried.put(field, row.getValueToString(row.getType().getFieldIndex(field), 0));
      }
    }
    return new ImageRow(bytes, path, carried);
  }

  private static boolean has(Group group, String field) {
    return group.getFieldRepetitionCount(field) > 0;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Chooses the columns once the file's schema is known. */
  private static final class Projection extends GroupReadSupport {
    private final Layout layout;
    private final List<String> fields;

    Projection(Layout layout, List<String> fields) {
      this.layout = layout;
      this.fields = fields;
    }

    @Override
    public ReadContext init(InitContext context) {
      return choose(context.getFileSchema());
    }

    @Override
    public ReadContext init(
        Configuration configuration, Map<String, String> metadata, MessageType schema) {
      return choose(schema);
    }

    private ReadContext choose(MessageType schema) {
      List<Type> columns = new ArrayList<>();
      for (Type type : schema.getFields()) {
        if (layout.image == null && isStruct(type)) {
          layout.image = type.getName();
          layout.struct = true;
          layout.hasPath = type.asGroupType().containsField("path");
        }
      }
      for (Type type : schema.getFields()) {
        if (layout.image == null && isBinary(type)) {
          layout.image = type.getName();
        }
        if (layout.key == null && KEYS.contains(type.getName()) && isText(type)) {
          layout.key = type.getName();
        }
      }
      if (layout.image == null) {
        throw new IllegalArgumentException(
            "no column holds images: a struct with \"bytes\" or a binary column is needed, there are "
                + schema.getFields().stream().map(Type::getName).toList());
      }
      for (Type type : schema.getFields()) {
        String name = type.getName();
        if (name.equals(layout.image)
            || name.equals(layout.key)
            || (fields.contains(name) && type.isPrimitive())) {
          columns.add(type);
        }
      }
      return new ReadContext(new MessageType(schema.getName(), columns));
    }

    private static boolean isStruct(Type type) {
      if (type.isPrimitive() || type.getLogicalTypeAnnotation() != null) {
        return false;
      }
      GroupType group = type.asGroupType();
      return group.containsField("bytes") && group.getType("bytes").isPrimitive();
    }

    private static boolean isBinary(Type type) {
      return type.isPrimitive()
          && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
          && type.getLogicalTypeAnnotation() == null;
    }

    private static boolean isText(Type type) {
      return type.isPrimitive()
          && type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY
          && type.getLogicalTypeAnnotation() != null;
    }
  }
}
