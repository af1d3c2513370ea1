package io.gleaner.pipeline.original;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What {@code run.json} says of where a run's images come from.
 *
 * @param roots locations by the first segment of uris, by source
 * @param imageColumns of Parquet files, by source, where the recipe names them
 * @param limit most bytes of an encoded image
 */
record RunInputs(
    Map<String, Map<String, Location>> roots, Map<String, String> imageColumns, long limit) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Returns what a run says; of one without a {@code run.json}, or with none that is read, none.
   */
  static RunInputs of(RunDirectory run) throws IOException {
    try {
      JsonNode json = JSON.readTree(run.runJson().readText());
      JsonNode recipe = recipe(json.path("recipe").asText(""));
      return new RunInputs(
          roots(json),
          imageColumns(recipe),
          recipe.path("limits").path("bytes").asLong(ImageLimits.DEFAULTS.bytes()));
    } catch (NoSuchFileException | JsonProcessingException | YamlEngineException e) {
      return new RunInputs(Map.of(), Map.of(), ImageLimits.DEFAULTS.bytes());
    }
  }

  private static JsonNode recipe(String yaml) {
    return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }

  /** A relative root starts in the folder that the recipe's paths start in. */
  private static Map<String, Map<String, Location>> roots(JsonNode json) {
    Location base = Location.of(json.path("base").asText(""));
    Map<String, Map<String, Location>> roots = new HashMap<>();
    for (Map.Entry<String, JsonNode> source : json.path("roots").properties()) {
      Map<String, Location> own = new HashMap<>();
      for (Map.Entry<String, JsonNode> root : source.getValue().properties()) {
        Location location = Location.of(root.getValue().asText());
        boolean relative = location.isLocal() && !location.path().isAbsolute();
        own.put(root.getKey(), relative ? base.resolve(location.text()) : location);
      }
      roots.put(source.getKey(), own);
    }
    return roots;
  }

  private static Map<String, String> imageColumns(JsonNode recipe) {
    Map<String, String> columns = new HashMap<>();
    put(columns, RunDirectory.POOL, recipe.path("pool"));
    put(columns, RunDirectory.EVALUATION, recipe.path("dedup").path("against"));
    for (JsonNode set : recipe.path("curated")) {
      put(columns, RunDirectory.CURATED + set.path("name").asText(), set);
    }
    return columns;
  }

  private static void put(Map<String, String> columns, String source, JsonNode block) {
    if (block.path("image_column").isTextual()) {
      columns.put(source, block.path("image_column").asText());
    }
  }
}
