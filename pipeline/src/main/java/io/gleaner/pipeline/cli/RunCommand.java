package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeReader;
import io.gleaner.pipeline.config.Setting;
import io.gleaner.pipeline.progress.Warnings;
import io.gleaner.pipeline.report.Statistics;
import io.gleaner.pipeline.report.TextTables;
import io.gleaner.pipeline.run.Execution;
import io.gleaner.pipeline.run.Run;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.run.RunPlan;
import io.gleaner.pipeline.run.StageResult;
import io.gleaner.pipeline.table.Sql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code gleaner run}: a recipe from images to manifest. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Curates a pool as a recipe says.",
      "Stages: embed, hash, neighbours, deduplicate, cluster, retrieve, manifest, report; without"
          + " curated sets nothing is retrieved, and the manifest holds what is left of the pool."
          + " What is complete is skipped; a run that was killed continues."
    })
final class RunCommand implements Callable<Integer> {
  /** A variable of the environment that gives values below those of {@code --set}. */
  private static final String SETTINGS = "GLEANER_SET";

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

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "a value in place of the recipe's, in YAML, such as dedup.threshold=0.9 or"
            + " curated.NAME.per_query=2; repeatable"
      })
  private List<String> set = List.of();

  @Option(
      names = "--dry-run",
      description = {
        "check recipe, sources and encoders, print the recipe as resolved and what each stage would"
            + " do and why; write nothing"
      })
  private boolean dryRun;

  @Mixin private ExecutionOptions options;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Recipe recipe = RecipeReader.read(config, settings());
    Run run = UnusableArgumentException.check(() -> new Run(recipe));
    requireStage(run, "--from", from);
    requireStage(run, "--until", until);
    String again = force ? run.names().get(0) : from;
    Execution execution = options.execution();
    if (dryRun) {
      RunPlan plan = run.plan(again, until);
      System.out.print(options.json ? Json.text(plan) + "\n" : PlanText.of(plan));
      return 0;
    }
    Warnings.take(); // of an earlier command of this process
    List<StageResult> results = run.execute(execution, again, until);
    summarise(run.directory(), results);
    return 0;
  }

  private List<Setting> settings() {
    List<Setting> settings =
        new ArrayList<>(Setting.ofEnvironment(SETTINGS, System.getenv(SETTINGS)));
    set.stream().map(Setting::parse).forEach(settings::add);
    if (output != null) {
      settings.add(Setting.of("--output", "output", output));
    }
    return settings;
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

  /** What the run came to stands last, where a terminal shows it. */
  private void summarise(RunDirectory directory, List<StageResult> results) throws Exception {
    Optional<Statistics> statistics = Optional.empty();
    if (results.stream().anyMatch(result -> result.stage().equals("manifest"))) {
      try (Sql sql = Sql.open(directory.spill(), 1)) {
        statistics = Optional.of(Statistics.read(sql, directory.statistics()));
      }
    }
    RunSummary summary =
        RunSummary.of(
            directory.root().toString(),
            statistics,
            results,
            Warnings.take(),
            spec.parent() == null ? Set.of() : spec.parent().subcommands().keySet());
    if (options.json) {
      if (statistics.isPresent()) {
        System.out.println(statistics.get().json());
      }
      System.out.println(Json.line(summary));
    } else {
      statistics
          .flatMap(found -> TextTables.of(found, "composition"))
          .ifPresent(System.out::println);
      System.out.println(summary.text());
      ReviewSummary.of(directory).ifPresent(System.out::println);
      if (results.stream().anyMatch(result -> result.stage().equals("report"))) {
        System.out.println("Open:  " + directory.reportPage());
      }
    }
  }
}
