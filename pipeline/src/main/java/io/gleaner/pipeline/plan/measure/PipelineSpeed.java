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
 * What pipelines take that do nothing, on the direct runner: the first loads Beam and is compiled
 * as it runs, as in every run of Gleaner; later ones are what each further pipeline costs at least.
 *
 * @param first processor seconds of the first of this process
 * @param later seconds of one of those after it
 */
record PipelineSpeed(double first, double later) {
  private static final int LATER = 3;

  static PipelineSpeed measure() {
    Pipelines pipelines = new DirectPipelines(1, BeamOptions.of(List.of()));
    double start = MachineResources.processorSeconds();
    run(pipelines);
    double first = MachineResources.processorSeconds() - start;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < LATER; i++) {
      long begin = System.nanoTime();
      run(pipelines);
      least = Math.min(least, (System.nanoTime() - begin) / 1e9);
    }
    return new PipelineSpeed(first, least);
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
