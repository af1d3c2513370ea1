package io.gleaner.pipeline.runner;

import java.io.IOException;
import java.util.function.Consumer;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.joda.time.Duration;

/** Pipelines on the direct runner: threads of this JVM. */
public final class DirectPipelines implements Pipelines {
  private static final Duration POLL = Duration.millis(500);

  private final int parallelism;
  private final BeamOptions options;

  /**
   * @param parallelism threads, at least 1
   */
  public DirectPipelines(int parallelism, BeamOptions options) {
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism is " + parallelism + ", must be at least 1");
    }
    this.parallelism = parallelism;
    this.options = options;
  }

  @Override
  public int parallelism() {
    return parallelism;
  }

  @Override
  public boolean areWithinThisProcess() {
    return true;
  }

  @Override
  public boolean areThreads() {
    return true;
  }

  @Override
  public Pipeline create(String name) {
    // These checks copy every element; the transforms' tests run with them on.
    DirectOptions direct =
        options
            .withDefault("enforceImmutability", "false")
            .withDefault("enforceEncodability", "false")
            .as(DirectOptions.class);
    direct.setRunner(DirectRunner.class);
    direct.setTargetParallelism(parallelism);
    direct.setBlockOnRun(false);
    direct.setJobName(name);
    return Pipeline.create(direct);
  }

  /** Nothing: threads end with their process. */
  @Override
  public void endAbandoned(String prefix) {}

  @Override
  public void run(Pipeline pipeline, Consumer<MetricResults> watcher) {
    PipelineResult result = pipeline.run();
    try {
      boolean done;
      do {
        PipelineResult.State state = result.waitUntilFinish(POLL);
        done = state != null && state.isTerminal();
        watcher.accept(result.metrics());
      } while (!done);
    } catch (RuntimeException e) {
      end(result, e);
      throw e;
    }
  }

  /** Ends the threads of a pipeline that has failed: they would write on. */
  private static void end(PipelineResult result, RuntimeException failure) {
    try {
      result.cancel();
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
