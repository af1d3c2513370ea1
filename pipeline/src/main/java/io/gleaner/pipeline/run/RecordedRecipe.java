package io.gleaner.pipeline.run;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code run.json} says of how a run was made.
 *
 * @param recipe as the run resolved it
 * @param base the folder that its relative paths start in
 * @param digests of the networks by role, {@code semantic} and perhaps {@code copy}
 */
public record RecordedRecipe(Recipe recipe, String base, Map<String, String> digests) {
  /**
   * Reads the recipe of a run.
   *
   * @return none where the run has no {@code run.json}, or one that holds no recipe, as those of
   *     single commands and of earlier versions
   */
  public static Optional<RecordedRecipe> of(RunDirectory directory) throws IOException {
    Optional<RunJson> json = RunJson.read(directory);
    if (json.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> digests = new LinkedHashMap<>();
    json.get().encoders().forEach(encoder -> digests.put(encoder.role(), encoder.digest()));
    Recipe recipe = RecipeReader.parse(directory.runJson().toString(), json.get().recipe());
    return Optional.of(new RecordedRecipe(recipe, json.get().base(), digests));
  }

  /** Returns, by set, how many of its images a cluster must exceed to be drawn from. */
  public Map<String, Long> moreThan() {
    Map<String, Long> moreThan = new LinkedHashMap<>();
    recipe.curated().forEach(set -> moreThan.put(set.name(), set.moreThan()));
    return moreThan;
  }
}
