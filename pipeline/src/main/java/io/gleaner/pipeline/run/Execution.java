package io.gleaner.pipeline.run;

import io.gleaner.clustering.workers.Workers;
import io.gleaner.pipeline.progress.Progress;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.joda.time.Duration;

/**
 * Where and how wide pipelines run, and who is told of their progress.
 *
 * @param parallelism workers that process bundles at once, at least 1; never changes a result
 * @param progress told of what a stage has done
 */
public record Execution(int parallelism, Progress progress) implements Workers {
  private static final Duration POLL = Duration.millis(500);

  public Execution {
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism is " + parallelism + ", must be at least 1");
    }
  }

  /** Returns an empty pipeline on the direct runner. */
  @Override
  public Pipeline pipeline() {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(parallelism);
    // These checks copy every element; the transforms' tests run with them on.
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    options.setBlockOnRun(false);
    return Pipeline.create(options);
  }

  /**
   * Runs a pipeline to its end, passing on what its counters say.
   *
   * @param counter whose value is the work done so far
   * @param parts whose value is the number of finished parts so far
   * @param task what the values are reported to
   */
  void run(
      Pipeline pipeline, MetricNameFilter counter, MetricNameFilter parts, Progress.Stage task) {
    PipelineResult result = pipeline.run();
    long seen = 0;
    long finished = 0;
    boolean done;
    do {
      PipelineResult.State state = result.waitUntilFinish(POLL);
      done = state != null && state.isTerminal();
      long now = total(result, counter);
      task.advance(now - seen);
      seen = now;
      long partsNow = total(result, parts);
      task.finish(partsNow - finished);
      finished = partsNow;
    } while (!done);
  }

  /** Runs a pipeline to its end. */
  @Override
  public void run(Pipeline pipeline) {
    pipeline.run().waitUntilFinish();
  }

  private static long total(PipelineResult result, MetricNameFilter name) {
    MetricsFilter filter = MetricsFilter.builder().addNameFilter(name).build();
    MetricQueryResults metrics = result.metrics().queryMetrics(filter);
    long total = 0;
    for (MetricResult<Long> counter : metrics.getCounters()) {
      total += counter.getAttempted(); // Flink knows no committed values
    }
    return total;
  }
}
