package io.gleaner.clustering.workers;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Workers on the direct runner, with its checks of elements on; counts those that were run. */
public record DirectWorkers(int parallelism, AtomicInteger runs) implements Workers {
  public DirectWorkers(int parallelism) {
    this(parallelism, new AtomicInteger());
  }

  @Override
  public Pipeline pipeline() {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(parallelism);
    return Pipeline.create(options);
  }

  @Override
  public void run(Pipeline pipeline) {
    runs.incrementAndGet();
    pipeline.run().waitUntilFinish();
  }
}
