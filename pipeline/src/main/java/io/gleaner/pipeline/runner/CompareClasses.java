package io.gleaner.pipeline.runner;

import io.gleaner.clustering.workers.Tasks;
import java.io.IOException;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;

/**
 * A pipeline without work that tells whether workers have the classes of this program. What differs
 * comes back as the names of counters: a worker that threw would be tried again and again.
 */
final class CompareClasses extends DoFn<Integer, Void> {
  private static final String DIFFERENCES = "classes";

  private final OwnClasses expected;

  private CompareClasses(OwnClasses expected) {
    this.expected = expected;
  }

  /** Returns what differs on some worker, or nothing. */
  static String on(Pipelines pipelines) throws IOException {
    Pipeline pipeline = pipelines.create("gleaner: are the classes those of the client?");
    pipeline
        .apply(
            "Workers",
            Tasks.of(
                IntStream.range(0, 4 * pipelines.parallelism()).boxed().toList(), VarIntCoder.of()))
        .apply("Compare", ParDo.of(new CompareClasses(OwnClasses.ofThisJvm())));
    TreeSet<String> differences = new TreeSet<>();
    pipelines.run(pipeline, metrics -> collect(metrics, differences));
    return String.join("; ", differences);
  }

  private static void collect(MetricResults metrics, TreeSet<String> differences) {
    metrics
        .allMetrics()
        .getCounters()
        .forEach(
            counter -> {
              if (counter.getName().getNamespace().equals(DIFFERENCES)) {
                differences.add(counter.getName().getName());
              }
            });
  }

  @ProcessElement
  public void process(@Element Integer worker) throws IOException {
    String differences = expected.differences();
    if (!differences.isEmpty()) {
      Metrics.counter(DIFFERENCES, differences).inc();
    }
  }
}
