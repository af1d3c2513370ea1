package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.export.ShardWorkers;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.run.Execution;
import io.gleaner.pipeline.runner.BeamOptions;
import io.gleaner.pipeline.runner.DirectPipelines;
import io.gleaner.pipeline.runner.FlinkCluster;
import io.gleaner.pipeline.runner.FlinkPipelines;
import io.gleaner.pipeline.runner.Pipelines;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of every command that executes stages. */
final class ExecutionOptions {
  /** Runners that exist. */
  enum Runner {
    DIRECT,
    FLINK
  }

  @Option(
      names = "--runner",
      defaultValue = "direct",
      description = "where pipelines run: ${COMPLETION-CANDIDATES} (default: direct)")
  private Runner runner;

  @Option(
      names = {"--flink-master", "--flinkMaster"},
      paramLabel = "HOST:PORT",
      description = "a Flink session cluster (default: a mini cluster in this process, [local])")
  private String flinkMaster;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description =
          "workers; never changes a result (default: processors; on a Flink cluster, its slots)")
  private Integer parallelism;

  @Option(
      names = "--beam",
      paramLabel = "NAME=VALUE",
      description = "an option of Beam's or of its runner's, such as objectReuse=false; repeatable")
  private List<String> beam = List.of();

  @Option(names = "--json", description = "progress and results as JSON lines")
  boolean json;

  /** Returns what the options say, once a cluster has answered; writes nothing. */
  Execution execution() throws IOException {
    return new Execution(pipelines(), progress());
  }

  /**
   * Returns the same for work that shuffles nothing: on the direct runner, threads without Beam.
   */
  ShardWorkers shardWorkers() throws IOException {
    if (runner == Runner.FLINK) {
      return ShardWorkers.of(execution());
    }
    requireParallelism();
    if (flinkMaster != null || !beam.isEmpty()) {
      throw new UnusableArgumentException("--flink-master and --beam need --runner flink here");
    }
    int processors = Runtime.getRuntime().availableProcessors();
    return ShardWorkers.threads(parallelism == null ? processors : parallelism, progress());
  }

  private Progress progress() {
    Progress.Style style =
        json
            ? Progress.Style.JSON
            : System.console() != null && canRedraw()
                ? Progress.Style.TERMINAL
                : Progress.Style.LINES;
    return new Progress(style, System.err);
  }

  /** A terminal that knows no control sequences calls itself dumb. */
  private static boolean canRedraw() {
    String terminal = System.getenv("TERM");
    return terminal != null && !terminal.isEmpty() && !terminal.equals("dumb");
  }

  private void requireParallelism() {
    if (parallelism != null && parallelism < 1) {
      throw new UnusableArgumentException(
          "--parallelism is " + parallelism + ", must be at least 1");
    }
  }

  private Pipelines pipelines() throws IOException {
    requireParallelism();
    if (flinkMaster != null && runner != Runner.FLINK) {
      throw new UnusableArgumentException("--flink-master needs --runner flink");
    }
    try {
      BeamOptions options = BeamOptions.of(beam);
      int processors = Runtime.getRuntime().availableProcessors();
      return switch (runner) {
        case DIRECT -> new DirectPipelines(parallelism == null ? processors : parallelism, options);
        case FLINK ->
            flinkMaster == null || flinkMaster.equals(FlinkPipelines.EMBEDDED)
                ? FlinkPipelines.embedded(parallelism == null ? processors : parallelism, options)
                : FlinkPipelines.on(
                    FlinkCluster.at(flinkMaster), parallelism == null ? 0 : parallelism, options);
      };
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(e.getMessage());
    }
  }
}
