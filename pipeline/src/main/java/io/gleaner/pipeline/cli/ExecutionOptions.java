package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.run.Execution;
import picocli.CommandLine.Option;

/** Options of every command that executes stages. */
final class ExecutionOptions {
  /** Runners that exist. */
  enum Runner {
    DIRECT
  }

  @Option(
      names = "--runner",
      defaultValue = "direct",
      description = "where pipelines run: ${COMPLETION-CANDIDATES} (default: direct)")
  private Runner runner;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "workers; never changes a result (default: processors)")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "progress and results as JSON lines")
  boolean json;

  Execution execution() {
    if (parallelism < 1) {
      throw new UnusableArgumentException(
          "--parallelism is " + parallelism + ", must be at least 1");
    }
    Progress.Style style =
        json
            ? Progress.Style.JSON
            : System.console() != null ? Progress.Style.TERMINAL : Progress.Style.LINES;
    return new Execution(parallelism, new Progress(style, System.err));
  }
}
