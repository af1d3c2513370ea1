package io.gleaner.pipeline.export.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gleaner.pipeline.export.edit.ExportImage;
import io.gleaner.retrieval.curated.Retrieval;
import java.io.IOException;
import java.io.Serializable;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The fields of each image that an export tells, in their order: columns of the manifest, {@code
 * class} and {@code class_index} of its label, and {@code sets}, which called for it. A carried
 * field stands before one of ours of the same name.
 *
 * @param names of the fields
 */
public record ExportFields(List<String> names) implements Serializable {
  private static final List<String> FIRST =
      List.of("id", "uri", "key", "sha256", "width", "height", "source");
  private static final List<String> LAST = List.of("retrievals", "class", "class_index");
  private static final JsonFactory JSON = new JsonFactory();

  public ExportFields {
    names = List.copyOf(names);
  }

  /** Returns all columns of a manifest, and the class. */
  public static ExportFields all(List<String> carried) {
    Set<String> names = new LinkedHashSet<>(FIRST);
    names.addAll(carried);
    names.addAll(LAST);
    return new ExportFields(new ArrayList<>(names));
  }

  /** Returns the names that may be asked for. */
  public static List<String> known(List<String> carried) {
    Set<String> names = new LinkedHashSet<>(all(carried).names());
    names.add("sets");
    return List.copyOf(names);
  }

  /**
   * Returns the value of a field: a {@link String} or null, an {@link Integer}, {@link Retrievals},
   * or a list of {@link String}.
   *
   * @param image as it is written, which may have another size than the original
   */
  public static Object value(ExportRow row, ExportImage image, String name) {
    if (row.carried().containsKey(name)) {
      return row.carried().get(name);
    }
    return switch (name) {
      case "id" -> row.id();
      case "uri" -> row.uri();
      case "key" -> row.key();
      case "sha256" -> row.sha256();
      case "width" -> known(image.width());
      case "height" -> known(image.height());
      case "source" -> row.source();
      case "retrievals" -> row.retrievals();
      case "class" -> row.label() == null ? null : row.label().name();
      case "class_index" -> row.label() == null ? null : row.label().index();
      case "sets" ->
          row.retrievals().list().stream().map(Retrieval::set).distinct().sorted().toList();
      default -> throw new IllegalArgumentException("no field is called " + name);
    };
  }

  /** An image whose embedding was made elsewhere has no size. */
  private static Integer known(int pixels) {
    return pixels > 0 ? (Integer) pixels : null;
  }

  /**
   * Returns the fields of an image as a JSON object in one line; a null field is {@code null}.
   *
   * @param image as it is written
   */
  public String json(ExportRow row, ExportImage image) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      write(json, row, image);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes what is written to it", e);
    }
    return text.toString();
  }

  /** Writes the fields into an object that is begun, so that a format can add its own. */
  public void write(JsonGenerator json, ExportRow row, ExportImage image) throws IOException {
    for (String name : names) {
      json.writeFieldName(name);
      Object value = value(row, image, name);
      if (value == null) {
        json.writeNull();
      } else if (value instanceof Integer number) {
        json.writeNumber(number);
      } else if (value instanceof Retrievals retrievals) {
        json.writeRawValue(retrievals.json());
      } else if (value instanceof List<?> list) {
        write(json, list);
      } else {
        json.writeString((String) value);
      }
    }
  }

  private static void write(JsonGenerator json, List<?> texts) throws IOException {
    json.writeStartArray();
    for (Object text : texts) {
      json.writeString((String) text);
    }
    json.writeEndArray();
  }
}
