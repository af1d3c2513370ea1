package io.gleaner.pipeline.export.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.NestedReader;
import java.io.IOException;
import java.io.StringWriter;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Reads a Parquet file of images, whatever its columns, and tells each row as JSON. */
final class HuggingFaceReader implements ShardReader {
  private static final JsonFactory JSON = new JsonFactory();

  private final HuggingFace format;
  private final NestedReader rows;

  HuggingFaceReader(HuggingFace format, Location file) throws IOException {
    this.format = format;
    rows = new NestedReader(file);
  }

  @Override
  public Read next() throws IOException {
    Group row = rows.next();
    if (row == null) {
      return null;
    }
    Group image = row.getGroup(HuggingFace.IMAGE, 0);
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (String field : format.fields().names()) {
        json.writeFieldName(field);
        write(json, row, HuggingFace.column(field));
      }
      json.writeEndObject();
    }
    return new Read(
        image.getString("path", 0), image.getBinary("bytes", 0).getBytes(), text.toString());
  }

  private static void write(JsonGenerator json, Group row, String column) throws IOException {
    GroupType type = row.getType();
    int field = type.getFieldIndex(column);
    if (row.getFieldRepetitionCount(field) == 0) {
      json.writeNull();
    } else if (type.getType(field).isPrimitive()) {
      writeValue(json, row, field);
    } else {
      writeList(json, row.getGroup(field, 0));
    }
  }

  private static void writeList(JsonGenerator json, Group list) throws IOException {
    json.writeStartArray();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      Group each = list.getGroup(0, i);
      if (each.getType().getType(0).isPrimitive()) {
        writeValue(json, each, 0);
        continue;
      }
      Group element = each.getGroup(0, 0);
      json.writeStartObject();
      for (int field = 0; field < element.getType().getFieldCount(); field++) {
        json.writeFieldName(element.getType().getFieldName(field));
        if (element.getFieldRepetitionCount(field) == 0) {
          json.writeNull();
        } else {
          writeValue(json, element, field);
        }
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeValue(JsonGenerator json, Group group, int field) throws IOException {
    PrimitiveTypeName type =
        group.getType().getType(field).asPrimitiveType().getPrimitiveTypeName();
    switch (type) {
      case BINARY -> json.writeString(group.getString(field, 0));
      case INT32 -> json.writeNumber(group.getInteger(field, 0));
      case INT64 -> json.writeNumber(group.getLong(field, 0));
      case FLOAT -> json.writeNumber(group.getFloat(field, 0));
      case DOUBLE, BOOLEAN, INT96, FIXED_LEN_BYTE_ARRAY ->
          throw new IOException("a column of type " + type + ", which no export has");
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
