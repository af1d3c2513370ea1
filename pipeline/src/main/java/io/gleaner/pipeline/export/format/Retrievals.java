package io.gleaner.pipeline.export.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Why an image is in the manifest, as a JSON array, which most formats write as it is; the list is
 * read from it when a format asks for it. Ranks are left out.
 */
public final class Retrievals {
  private static final ObjectMapper PARSER = new ObjectMapper();
  private static final JsonFactory JSON = PARSER.getFactory();

  private final String json;

  private Retrievals(String json) {
    this.json = json;
  }

  /** Takes what {@link #json} gave once. */
  public static Retrievals of(String json) {
    return new Retrievals(json);
  }

  /** Returns retrievals as JSON. */
  public static Retrievals of(List<Retrieval> retrievals) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Retrieval retrieval : retrievals) {
        write(json, retrieval);
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes what is written to it", e);
    }
    return new Retrievals(text.toString());
  }

  /** Returns a JSON array in one line. */
  public String json() {
    return json;
  }

  /** Returns the list, read anew each time. */
  public List<Retrieval> list() {
    try {
      return list(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JsonGenerator json, Retrieval retrieval) throws IOException {
    json.writeStartObject();
    json.writeStringField("set", retrieval.set());
    json.writeStringField("mode", retrieval.mode().label());
    json.writeStringField("query_id", retrieval.queryId());
    if (Float.isNaN(retrieval.similarity())) {
      json.writeNullField("similarity");
    } else {
      json.writeNumberField("similarity", retrieval.similarity());
    }
    if (retrieval.mode() == Mode.CLUSTER) {
      json.writeNumberField("cluster", retrieval.cluster());
    } else {
      json.writeNullField("cluster");
    }
    json.writeStringField("id", retrieval.id());
    json.writeEndObject();
  }

  private static List<Retrieval> list(String json) throws IOException {
    List<Retrieval> retrievals = new ArrayList<>();
    for (JsonNode each : PARSER.readTree(json)) {
      JsonNode similarity = each.path("similarity");
      JsonNode cluster = each.path("cluster");
      JsonNode query = each.path("query_id");
      retrievals.add(
          new Retrieval(
              each.get("id").asText(),
              each.get("set").asText(),
              Mode.labelled(each.get("mode").asText()),
              query.isTextual() ? query.asText() : null,
              0,
              similarity.isNumber() ? similarity.floatValue() : Float.NaN,
              cluster.isNumber() ? cluster.intValue() : -1));
    }
    return retrievals;
  }
}
