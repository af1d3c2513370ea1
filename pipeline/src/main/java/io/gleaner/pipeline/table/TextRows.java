package io.gleaner.pipeline.table;

import io.gleaner.pipeline.storage.Location;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Some columns of any Parquet file as text (docs/formats.md), row after row. Memory: one row group
 * of these columns. Not thread-safe.
 */
public final class TextRows implements Closeable {
  private final Location file;
  private final ColumnGroups rows;
  private final Map<String, ValueText> texts;

  private TextRows(Location file, ColumnGroups rows, Map<String, ValueText> texts) {
    this.file = file;
    this.rows = rows;
    this.texts = texts;
  }

  /**
   * @param columns of which those that the file lacks are left out; at least one is there
   * @throws UnreadableTableException where the file is no Parquet that is read
   */
  public static TextRows open(Location file, List<String> columns) throws IOException {
    ParquetFileReader reader = TableReader.footerReader(file);
    try {
      MessageType schema = reader.getFileMetaData().getSchema();
      List<Type> types = new ArrayList<>();
      Map<String, ValueText> texts = new HashMap<>();
      for (Type type : schema.getFields()) {
        if (columns.contains(type.getName())) {
          types.add(type);
          texts.put(type.getName(), ValueText.of(type));
        }
      }
      MessageType chosen = new MessageType(schema.getName(), types);
      Codecs.require(file, reader.getFooter(), chosen);
      return new TextRows(file, new ColumnGroups(reader, chosen), texts);
    } catch (IOException | RuntimeException e) {
      reader.close();
      throw UnreadableTableException.reading(file, e);
    }
  }

  /**
   * Returns the values of the next row that are not null, by column, or null at the end.
   *
   * @throws UnreadableTableException where the file is damaged
   */
  public Map<String, String> next() throws IOException {
    try {
      Group row = rows.next();
      if (row == null) {
        return null;
      }
      Map<String, String> values = new HashMap<>();
      texts.forEach(
          (column, text) -> {
            String value = text.text(row);
            if (value != null) {
              values.put(column, value);
            }
          });
      return values;
    } catch (IOException | RuntimeException e) { // parquet-java throws both at corrupt pages
      throw UnreadableTableException.reading(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
