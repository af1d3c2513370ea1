package io.gleaner.pipeline.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a sidecar says: the fields that are carried, its caption and its key, as text. Strings are
 * as they are, numbers as they are written, other values JSON text; nulls are left out.
 *
 * @param values by name
 */
record SidecarFields(Map<String, String> values) {
  private static final String CAPTION = "caption";
  private static final String KEY = "key";
  private static final int DEEPEST = 1000;

  /** Reads what Python's json module writes, NaN and Infinity included. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(Integer.MAX_VALUE) // never computed with
                  .maxStringLength(Integer.MAX_VALUE) // bounded by the sidecar's size
                  .build())
          .build();

  /**
   * Reads a JSON object; of several values of one name the last counts, as in Python.
   *
   * @throws IOException where the bytes are no JSON object
   */
  static SidecarFields ofJson(byte[] bytes, List<String> carried) throws IOException {
    Map<String, String> values = new HashMap<>();
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no JSON object");
      }
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken token = parser.nextToken();
        boolean ofUse =
            carried.contains(name)
                || name.equals(CAPTION)
                || name.equals(KEY) && token == JsonToken.VALUE_STRING;
        if (!ofUse) {
          parser.skipChildren();
        } else if (token == JsonToken.VALUE_NULL) {
          values.remove(name);
        } else {
          values.put(name, text(parser, token));
        }
      }
      if (!parser.hasToken(JsonToken.END_OBJECT)) {
        throw new IOException("the JSON object does not end");
      }
      if (parser.nextToken() != null) {
        throw new IOException("something follows the JSON object");
      }
    }
    return new SidecarFields(values);
  }

  /**
   * A text beside an image is its caption.
   *
   * @throws IOException where the bytes are no UTF-8
   */
  static SidecarFields ofText(byte[] bytes) throws IOException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException("text that is no UTF-8", e);
    }
    return new SidecarFields(Map.of(CAPTION, text.startsWith("\ufeff") ? text.substring(1) : text));
  }

  /** Returns the carried fields of an image with these sidecars, each of which may be null. */
  static Map<String, String> carried(SidecarFields json, SidecarFields text, List<String> carried) {
    Map<String, String> fields = new HashMap<>();
    for (String name : carried) {
      String value = json == null ? null : json.values.get(name);
      if (value == null && text != null) {
        value = text.values.get(name);
      }
      if (value != null) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  /** Returns the original key that the sidecar gives, or {@code otherwise}. */
  static String key(SidecarFields json, String otherwise) {
    return json == null ? otherwise : json.values.getOrDefault(KEY, otherwise);
  }

  /** Returns about how many bytes it takes. */
  long size() {
    long size = 64;
    for (Map.Entry<String, String> value : values.entrySet()) {
      size += 96 + value.getValue().length();
    }
    return size;
  }

  private static String text(JsonParser parser, JsonToken token) throws IOException {
    if (token.isScalarValue()) {
      return parser.getText();
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      int depth = 0;
      for (JsonToken each = token; ; each = parser.nextToken()) {
        switch (each) {
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeRawValue(parser.getText());
          default -> out.copyCurrentEvent(parser);
        }
        depth += each.isStructStart() ? 1 : each.isStructEnd() ? -1 : 0;
        if (depth == 0) {
          break;
        }
      }
    }
    return text.toString();
  }
}
