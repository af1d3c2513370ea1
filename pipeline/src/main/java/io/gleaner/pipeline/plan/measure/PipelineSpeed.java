package io.gleaner.pipeline.plan.measure;

import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.origin.MachineResources;
import io.gleaner.pipeline.runner.BeamOptions;
import io.gleaner.pipeline.runner.DirectPipelines;
import io.gleaner.pipeline.runner.Pipelines;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * What the first pipeline of a process takes, on the direct runner, though it does nothing: it
 * loads Beam and is compiled as it runs, as the first of every run is. It tells how fast this
 * machine starts what is new to it.
 */
final class PipelineSpeed {
  private PipelineSpeed() {}

  /** Returns processor seconds. Less than a process's first is returned where one ran before. */
  static double firstPipeline() {
    Pipelines pipelines = new DirectPipelines(1, BeamOptions.of(List.of()));
    double start = MachineResources.processorSeconds();
    run(pipelines);
    return MachineResources.processorSeconds() - start;
  }

  private static void run(Pipelines pipelines) {
    Pipeline pipeline = pipelines.create("gleaner plan");
    pipeline
        .apply("Tasks", Tasks.of(List.of("a", "b"), StringUtf8Coder.of()))
        .apply(
            "Key", WithKeys.<String, String>of(text -> text).withKeyType(TypeDescriptors.strings()))
        .apply("Group", GroupByKey.create());
    pipelines.run(pipeline, metrics -> {});
  }
}
