package io.gleaner.pipeline.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A run as far as an export has to know it before it begins.
 *
 * @param directory of the run
 * @param name of its recipe, or an empty text
 * @param sets of its recipe, in the recipe's order
 * @param carried fields of its manifest
 */
public record ExportedRun(
    RunDirectory directory, String name, List<String> sets, List<String> carried) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> MANIFEST =
      Set.of("id", "uri", "key", "sha256", "width", "height", "source", "retrievals");

  /**
   * @throws io.gleaner.pipeline.run.UnusableRunException where it has no complete manifest
   * @throws FileNotFoundException where the directory is no run
   */
  public static ExportedRun of(RunDirectory directory) throws IOException {
    directory.requireTables();
    if (!directory.manifest().isFolder()) {
      throw new FileNotFoundException(
          directory.root() + " is no complete run: it has no manifest/");
    }
    directory.requireManifest();
    Set<String> carried =
        new LinkedHashSet<>(TableReader.columns(RunDirectory.tables(directory.manifest())));
    carried.removeAll(MANIFEST);
    JsonNode recipe = recipe(directory.runJson());
    List<String> sets = new ArrayList<>();
    recipe.path("curated").forEach(set -> sets.add(set.path("name").asText()));
    return new ExportedRun(directory, recipe.path("name").asText(""), sets, List.copyOf(carried));
  }

  /** The YAML of {@code run.json}, or nothing where that says none. */
  private static JsonNode recipe(Location runJson) throws IOException {
    try {
      String yaml = JSON.readTree(runJson.readText()).path("recipe").asText("");
      return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    } catch (NoSuchFileException | JsonProcessingException | YamlEngineException e) {
      return JSON.createObjectNode();
    }
  }
}
