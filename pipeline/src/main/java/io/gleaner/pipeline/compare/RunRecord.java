package io.gleaner.pipeline.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What {@code run.json} says of a run, as flat maps of dotted keys; empty where it says nothing.
 *
 * @param recipe keys such as {@code dedup.threshold}; an element of a list that has a name goes by
 *     it, as {@code curated.shoes.per_query}
 * @param made what the run was made by: versions, machine, encoders
 * @param counts of stages, such as {@code embed images}
 */
record RunRecord(
    SortedMap<String, String> recipe,
    SortedMap<String, String> made,
    SortedMap<String, Long> counts) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What tells runs apart that is no choice of anybody. */
  private static final String OUTPUT = "output";

  static RunRecord read(Location runJson) throws IOException {
    RunRecord read = new RunRecord(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    if (!runJson.exists()) {
      return read;
    }
    JsonNode json;
    try {
      json = JSON.readTree(runJson.readText());
    } catch (JsonProcessingException e) {
      return read; // somebody else's file
    }
    flatten("", recipe(json), read.recipe);
    read.recipe.remove(OUTPUT);
    for (String part : List.of("gleaner", "versions", "machine", "encoders")) {
      flatten(part, plain(json.path(part)), read.made);
    }
    for (JsonNode stage : json.path("stages")) {
      stage
          .path("counts")
          .fields()
          .forEachRemaining(
              count ->
                  read.counts.put(
                      stage.path("stage").asText() + " " + count.getKey(),
                      count.getValue().asLong()));
    }
    return read;
  }

  /** A recipe is YAML in a text; runs of format 2 have an object instead. */
  private static Object recipe(JsonNode json) {
    if (!json.path("recipe").isTextual()) {
      return plain(json.path("configuration"));
    }
    try {
      return new Load(LoadSettings.builder().build()).loadFromString(json.path("recipe").asText());
    } catch (YamlEngineException e) {
      return Map.of("recipe", json.path("recipe").asText());
    }
  }

  private static Object plain(JsonNode node) {
    return JSON.convertValue(node, Object.class);
  }

  private static void flatten(String key, Object value, Map<String, String> flat) {
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, below) -> flatten(dotted(key, name), below, flat));
    } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
      for (int i = 0; i < list.size(); i++) {
        flatten(dotted(key, name(list.get(i), i)), list.get(i), flat);
      }
    } else if (value instanceof List<?> list) {
      List<String> texts = new ArrayList<>();
      list.forEach(element -> texts.add(String.valueOf(element)));
      flat.put(key, "[" + String.join(", ", texts) + "]");
    } else if (value != null) {
      flat.put(key, value.toString());
    }
  }

  private static Object name(Object element, int place) {
    if (element instanceof Map<?, ?> map) {
      for (String key : List.of("name", "role")) {
        if (map.get(key) != null) {
          return map.get(key);
        }
      }
    }
    return place;
  }

  private static String dotted(String key, Object name) {
    return key.isEmpty() ? String.valueOf(name) : key + "." + name;
  }
}
