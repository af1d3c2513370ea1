package io.gleaner.pipeline.run;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What a run was asked and what its stages took, as {@code run.json} and marks say.
 *
 * @param recipe as the run resolved it
 * @param base the folder that its relative paths start in
 * @param workers of the command that last did some of the work
 * @param processor the CPU of the machine that it ran on
 * @param stages that are complete, in no order
 */
public record SeenRun(
    Recipe recipe, String base, int workers, String processor, List<SeenStage> stages) {
  /**
   * A complete stage.
   *
   * @param seconds by the clock
   * @param counts what it counted
   * @param bytes of its files
   */
  public record SeenStage(String stage, double seconds, Map<String, Long> counts, long bytes) {}

  /**
   * @throws UnusableRunException where the directory does not say how it was made
   */
  public static SeenRun of(RunDirectory directory) throws IOException {
    directory.requireFormat();
    RunJson json =
        RunJson.read(directory)
            .filter(found -> found.recipe() != null && !found.recipe().isEmpty())
            .orElseThrow(() -> UnusableRunException.withoutRecipe(directory));
    return new SeenRun(
        RecipeReader.parse(directory.runJson().toString(), json.recipe()),
        json.base(),
        json.parallelism(),
        json.machine().cpu() + ", " + json.machine().processors() + " processors",
        directory.completeStages().stream()
            .map(
                mark ->
                    new SeenStage(
                        mark.stage(),
                        mark.seconds(),
                        mark.counts(),
                        mark.files().values().stream().mapToLong(Mark.Extent::bytes).sum()))
            .toList());
  }
}
