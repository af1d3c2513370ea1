package io.gleaner.pipeline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Does a little of what most commands do, with the pictures that come with Gleaner. The launcher
 * starts it once after a build and has Java archive the classes that it loads, from which later
 * commands start faster.
 */
public final class Rehearsal {
  private static final String RECIPE =
      """
      name: rehearsal
      pool: { images: [SAMPLES/curated/hats, SAMPLES/pool/crawl/odd] }
      encoder: { model: SAMPLES/encoder, device: cpu, batch: 4 }
      dedup: { threshold: 0.9, perceptual_distance: 4, against: { images: [SAMPLES/evaluation], threshold: 0.9 } }
      cluster: { clusters: 3 }
      curated:
        - { name: hats, images: [SAMPLES/curated/hats], retrieve: [sample, cluster], per_query: 2, more_than: 0 }
        - { name: own, images: [SAMPLES/evaluation], retrieve: as_is }
      """;

  private Rehearsal() {}

  /**
   * @param arguments the folder {@code samples}, and a folder for temporary files
   */
  public static void main(String[] arguments) throws IOException {
    Path work = Path.of(arguments[1]);
    String recipe = work.resolve("recipe.yaml").toString();
    Files.writeString(Path.of(recipe), RECIPE.replace("SAMPLES", arguments[0]));
    String run = work.resolve("run").toString();
    String export = work.resolve("export").toString();
    int failed = 0;
    for (List<String> command :
        List.of(
            List.of("--help"),
            List.of("run", recipe, "--output", run, "--parallelism", "2"),
            List.of("run", recipe, "--output", run),
            List.of("stats", run),
            List.of("sql", run, "SELECT id, uri FROM manifest LIMIT 3"),
            List.of("export", run, "--format", "webdataset", "--output", export),
            List.of("verify", export))) {
      failed += Gleaner.run(command.toArray(String[]::new)) == 0 ? 0 : 1;
    }
    System.exit(failed == 0 ? 0 : 1);
  }
}
