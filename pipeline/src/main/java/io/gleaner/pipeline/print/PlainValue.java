package io.gleaner.pipeline.print;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBStruct;

/** A value of DuckDB's as null, Boolean, Number, String, List or Map. */
final class PlainValue {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final int COMPONENTS = 3;

  private PlainValue() {}

  static Object of(Object value) throws SQLException {
    if (value == null
        || value instanceof Boolean
        || value instanceof Number
        || value instanceof String) {
      return value;
    }
    if (value instanceof Array array) {
      List<Object> list = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        list.add(of(element));
      }
      return list;
    }
    if (value instanceof DuckDBStruct struct) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (Map.Entry<String, Object> field : struct.getMap().entrySet()) {
        map.put(field.getKey(), of(field.getValue()));
      }
      return map;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        sorted.put(String.valueOf(of(entry.getKey())), of(entry.getValue()));
      }
      return sorted;
    }
    if (value instanceof Blob blob) {
      return "\\x" + HexFormat.of().formatHex(blob.getBytes(1, Math.toIntExact(blob.length())));
    }
    return value instanceof Timestamp time ? time.toLocalDateTime().toString() : value.toString();
  }

  /** Returns a plain value as text; lists and maps as JSON. */
  static String text(Object plain) {
    if (plain instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (plain instanceof List<?> || plain instanceof Map<?, ?>) {
      try {
        return JSON.writeValueAsString(plain);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("plain values are always JSON", e);
      }
    }
    return String.valueOf(plain);
  }

  /** Returns the same with long lists of numbers, such as embeddings, shortened. */
  static String shortText(Object plain) {
    if (plain instanceof List<?> list
        && list.size() > COMPONENTS + 1
        && list.stream().allMatch(Number.class::isInstance)) {
      List<String> shown = list.stream().limit(COMPONENTS).map(String::valueOf).toList();
      return "[" + String.join(", ", shown) + ", ... " + list.size() + " numbers]";
    }
    return text(plain);
  }
}
