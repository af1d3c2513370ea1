package io.gleaner.pipeline.run;

import io.gleaner.clustering.workers.Workers;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.runner.Pipelines;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.MetricsFilter;

/**
 * Where pipelines run, and who is told of their progress.
 *
 * @param pipelines makes and runs them; never changes a result
 * @param progress told of what a stage has done
 * @param name of what is executed, for those who watch the runner
 * @param look done after each pipeline
 */
public record Execution(Pipelines pipelines, Progress progress, String name, Look look)
    implements Workers {
  /** Something that is done after each pipeline, and ends the run where it fails. */
  interface Look {
    void look() throws IOException;
  }

  public Execution(Pipelines pipelines, Progress progress) {
    this(pipelines, progress, "gleaner", () -> {});
  }

  /** Returns the same under another name. */
  public Execution named(String other) {
    return new Execution(pipelines, progress, other, look);
  }

  Execution afterEach(Look other) {
    return new Execution(pipelines, progress, name, other);
  }

  @Override
  public int parallelism() {
    return pipelines.parallelism();
  }

  /** Whether workers are threads of this process that share nothing with a runner. */
  boolean areThreads() {
    return pipelines.areThreads();
  }

  /** Returns how many workers that have processors to themselves share each process, or 1. */
  int workersOfAProcess() {
    return pipelines.areWithinThisProcess() ? threads() : 1;
  }

  @Override
  public Pipeline pipeline() {
    return pipelines.create(name);
  }

  /**
   * Runs a pipeline to its end, passing on what its counters say.
   *
   * @param counter whose value is the work done so far
   * @param parts whose value is the number of finished parts so far
   * @param task what the values are reported to
   */
  public void run(
      Pipeline pipeline, MetricNameFilter counter, MetricNameFilter parts, Progress.Stage task) {
    long[] seen = new long[2];
    pipelines.run(
        pipeline,
        metrics -> {
          long now = total(metrics, counter);
          task.advance(now - seen[0]);
          seen[0] = now;
          long partsNow = total(metrics, parts);
          task.finish(partsNow - seen[1]);
          seen[1] = partsNow;
        });
    lookAgain();
  }

  @Override
  public void run(Pipeline pipeline) {
    pipelines.run(pipeline, metrics -> {});
    lookAgain();
  }

  /** Does what is done after each pipeline. */
  void lookAgain() {
    try {
      look.look();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long total(MetricResults metrics, MetricNameFilter name) {
    MetricsFilter filter = MetricsFilter.builder().addNameFilter(name).build();
    long total = 0;
    for (MetricResult<Long> counter : metrics.queryMetrics(filter).getCounters()) {
      total += counter.getAttempted(); // Flink knows no committed values
    }
    return total;
  }
}
