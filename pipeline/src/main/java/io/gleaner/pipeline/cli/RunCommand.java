package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeReader;
import io.gleaner.pipeline.report.Statistics;
import io.gleaner.pipeline.report.TextTables;
import io.gleaner.pipeline.run.Execution;
import io.gleaner.pipeline.run.Run;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.table.Sql;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner run}: a recipe from images to manifest. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Curates a pool as a recipe says.",
      "Stages: embed, hash, neighbours, deduplicate, cluster, retrieve, manifest. What is complete"
          + " is skipped; a run that was killed continues."
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG", description = "the recipe, a YAML file")
  private Path config;

  @Option(names = "--output", paramLabel = "DIR", description = "the run directory")
  private String output;

  @Option(names = "--from", paramLabel = "STAGE", description = "do this stage and all after again")
  private String from;

  @Option(names = "--until", paramLabel = "STAGE", description = "stop after this stage")
  private String until;

  @Option(names = "--force", description = "do everything again")
  private boolean force;

  @Option(names = "--dry-run", description = "check recipe, sources and encoders; write nothing")
  private boolean dryRun;

  @Mixin private ExecutionOptions options;

  @Override
  public Integer call() throws Exception {
    Recipe read = RecipeReader.read(config);
    Recipe recipe = output == null ? read : read.withOutput(output);
    Run run = UnusableArgumentException.check(() -> new Run(recipe));
    requireStage(run, "--from", from);
    requireStage(run, "--until", until);
    Execution execution = options.execution();
    if (dryRun) {
      System.out.println(Json.text(recipe));
      run.check()
          .forEach((source, what) -> System.out.printf(Locale.ROOT, "%-20s %s%n", source, what));
      System.out.println("stages: " + String.join(", ", run.names()));
      return 0;
    }
    run.execute(execution, force ? run.names().get(0) : from, until);
    summarise(run.directory());
    return 0;
  }

  private static void requireStage(Run run, String option, String name) {
    if (name != null && !run.names().contains(name)) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "%s is \"%s\", must be one of %s",
              option,
              name,
              String.join(", ", run.names())));
    }
  }

  private void summarise(RunDirectory directory) throws Exception {
    if (!directory.manifest().isFolder()) {
      System.out.println(directory.root());
      return;
    }
    try (Sql sql = Sql.open(directory.spill(), 1)) {
      Statistics statistics = Statistics.read(sql, directory.statistics());
      System.out.println(options.json ? statistics.json() : TextTables.of(statistics));
    }
    if (!options.json) {
      ReviewSummary.of(directory).ifPresent(System.out::println);
      System.out.println("manifest  " + directory.manifest());
      System.out.println("report    " + directory.report().resolve("index.html"));
    }
  }
}
