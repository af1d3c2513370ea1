package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.config.Recipe;
import io.gleaner.pipeline.config.RecipeReader;
import io.gleaner.pipeline.config.Setting;
import io.gleaner.pipeline.plan.Assumptions;
import io.gleaner.pipeline.plan.PaperComposition;
import io.gleaner.pipeline.plan.Plan;
import io.gleaner.pipeline.plan.SeenBeside;
import io.gleaner.pipeline.plan.measure.MakePlan;
import io.gleaner.pipeline.plan.measure.PlanOptions;
import io.gleaner.pipeline.run.Run;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.run.SeenRun;
import io.gleaner.pipeline.source.UnusableSourceException;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner plan}: what a run will take, before it. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Says what a run will take, before any work: what will not fit, images, time, memory and disk"
          + " of each stage. Counts the sources by listings and a sample of headers, and measures"
          + " this machine for some ten seconds; writes nothing.",
      "With --against, sets the same beside what a run took."
    })
final class PlanCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG",
      description = "the recipe, a YAML file; with --against it is the run's")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "a value in place of the recipe's, as of gleaner run; repeatable")
  private List<String> set = List.of();

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "threads of all machines together, each with a core (default: this machine's processors;"
              + " with --against, the run's)")
  private Integer workers;

  @Option(
      names = "--images",
      paramLabel = "N",
      description = "images of the pool, in place of counting them; the pool need not be there")
  private Long images;

  @Option(
      names = "--throughput",
      paramLabel = "N",
      description = "images that one worker embeds in a second, in place of measuring it")
  private Double throughput;

  @Option(
      names = "--rejected",
      paramLabel = "SHARE",
      description = "share of the inputs that cannot be used (default: that of the sample)")
  private Double rejected;

  @Option(
      names = "--removed",
      paramLabel = "SHARE",
      description = "share of the pool that deduplication removes (default: ${DEFAULT-VALUE})")
  private double removed = Assumptions.REMOVED;

  @Option(
      names = "--matched",
      paramLabel = "SHARE",
      description =
          "clusters that a set draws from, of those that its images could fill (default:"
              + " ${DEFAULT-VALUE})")
  private double matched = Assumptions.MATCHED;

  @Option(
      names = "--like-the-paper",
      description = {
        "print the composition table of LVD-142M as the recipe's rules give it for the paper's"
            + " sets; needs no images"
      })
  private boolean likeThePaper;

  @Option(
      names = "--against",
      paramLabel = "RUN",
      description = "a run directory: predicted beside seen, stage by stage")
  private Location against;

  @Option(names = "--json", description = "one JSON object")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    requireOptions();
    if (likeThePaper) {
      paper(RecipeReader.read(config, settings()));
    } else if (against != null) {
      against();
    } else {
      plan(RecipeReader.read(config, settings()));
    }
    return 0;
  }

  private List<Setting> settings() {
    return set.stream().map(Setting::parse).toList();
  }

  private void requireOptions() {
    List<String> problems = new ArrayList<>();
    if (against == null && config == null) {
      problems.add("a recipe or --against RUN is needed: gleaner plan CONFIG");
    }
    if (against != null && (config != null || likeThePaper || !set.isEmpty() || images != null)) {
      problems.add(
          "--against takes the recipe and its sources from the run: it goes with no CONFIG, --set,"
              + " --images or --like-the-paper");
    }
    atLeast(problems, "--workers", workers, 1);
    atLeast(problems, "--images", images, 1);
    if (throughput != null && !(throughput > 0 && throughput <= 1e9)) {
      problems.add("--throughput is " + throughput + ", must be above 0");
    }
    share(problems, "--rejected", rejected);
    share(problems, "--removed", removed);
    share(problems, "--matched", matched);
    if (!problems.isEmpty()) {
      throw new UnusableArgumentException(String.join("\n", problems));
    }
  }

  private static void atLeast(List<String> problems, String option, Number value, long least) {
    if (value != null && value.longValue() < least) {
      problems.add(
          String.format(Locale.ROOT, "%s is %s, must be at least %d", option, value, least));
    }
  }

  private static void share(List<String> problems, String option, Double value) {
    if (value != null && !(value >= 0 && value <= 1)) {
      problems.add(String.format(Locale.ROOT, "%s is %s, must be 0 to 1", option, value));
    }
  }

  private PlanOptions options(Integer asked) {
    return new PlanOptions(asked, images, throughput, rejected, removed, matched);
  }

  private void plan(Recipe recipe) throws IOException {
    Run run = UnusableArgumentException.check(() -> new Run(recipe));
    Plan plan = MakePlan.of(recipe, run, options(workers));
    System.out.print(json ? Json.text(plan) + "\n" : ForecastText.of(plan));
  }

  private void against() throws IOException {
    SeenRun seen = SeenRun.of(new RunDirectory(against));
    Run run = UnusableArgumentException.check(() -> new Run(seen.recipe()));
    try {
      Plan plan =
          MakePlan.of(seen.recipe(), run, options(workers == null ? seen.workers() : workers));
      SeenBeside beside = SeenBeside.of(plan, seen);
      System.out.print(json ? Json.text(beside) + "\n" : ForecastText.of(beside));
    } catch (UnusableSourceException e) {
      String here = Path.of("").toAbsolutePath().toString();
      if (here.equals(seen.base())) {
        throw e;
      }
      throw new UnusableSourceException(
          List.of(
              e.getMessage().stripTrailing(),
              String.format(
                  Locale.ROOT,
                  "relative paths of the run's recipe start in %s: call gleaner there",
                  seen.base())));
    }
  }

  private void paper(Recipe recipe) throws IOException {
    PaperComposition composition =
        UnusableArgumentException.check(() -> PaperComposition.of(recipe));
    System.out.print(json ? Json.text(composition) + "\n" : ForecastText.of(composition));
  }
}
