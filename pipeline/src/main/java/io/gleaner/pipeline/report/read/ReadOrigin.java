package io.gleaner.pipeline.report.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.report.figures.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What made a run, as {@code run.json} and the marks of its stages tell. */
final class ReadOrigin {
  private ReadOrigin() {}

  /**
   * @param otherwise a name for a run that has none
   */
  static Origin of(RunFacts facts, String otherwise) {
    JsonNode json = facts.json();
    List<Map<String, String>> encoders = new ArrayList<>();
    json.path("encoders").forEach(encoder -> encoders.add(texts(encoder)));
    List<Origin.Stage> stages = new ArrayList<>();
    for (JsonNode mark : facts.marks()) {
      stages.add(
          new Origin.Stage(
              mark.path("stage").asText(), mark.path("seconds").asDouble(), facts.counts(mark)));
    }
    String name = json.path("name").asText("");
    return new Origin(
        name.isEmpty() ? otherwise : name,
        texts(json.path("gleaner")),
        texts(json.path("machine")),
        encoders,
        json.path("recipe").isTextual() ? json.path("recipe").asText() : null,
        json.path("started").isTextual() ? json.path("started").asText() : null,
        json.path("ended").isTextual() ? json.path("ended").asText() : null,
        stages);
  }

  /** Returns the fields of an object that have a value, as text. */
  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode value = field.getValue();
              if (!value.isNull()) {
                texts.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
              }
            });
    return texts;
  }
}
