package io.gleaner.pipeline.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fields that a sidecar has of those that are carried, as text. */
final class CarriedFields {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CarriedFields() {}

  /** Returns a sidecar's object, or null where the bytes are no JSON object. */
  static JsonNode parse(byte[] bytes) {
    try {
      JsonNode node = JSON.readTree(bytes);
      return node != null && node.isObject() ? node : null;
    } catch (IOException | StackOverflowError e) {
      return null; // a damaged sidecar loses its fields, not its image
    }
  }

  /** Strings as they are, other values as JSON text, nulls left out. */
  static Map<String, String> of(JsonNode sidecar, List<String> fields) {
    Map<String, String> carried = new HashMap<>();
    for (String field : fields) {
      JsonNode value = sidecar == null ? null : sidecar.get(field);
      if (value != null && !value.isNull()) {
        carried.put(field, text(value));
      }
    }
    return carried;
  }

  private static String text(JsonNode value) {
    try {
      return value.isTextual() ? value.asText() : JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a parsed value has a text", e);
    }
  }
}
