package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.config.RecipeSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Prints the JSON Schema of recipes. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Prints the JSON Schema of recipes, by which editors complete and check them.")
final class SchemaCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    System.out.println(RecipeSchema.json().toPrettyString());
    return 0;
  }
}
