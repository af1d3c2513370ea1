package io.gleaner.clustering.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

class TasksTest {
  private static final int TASKS = 16;
  private static final CountDownLatch OTHERS = new CountDownLatch(TASKS - 1);
  private static final Set<Integer> WAITED_IN_VAIN = ConcurrentHashMap.newKeySet();

  @Test
  void of_oneLongTask_theOthersAreDoneMeanwhile() {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setTargetParallelism(2);
    Pipeline pipeline = Pipeline.create(options);
    List<Integer> tasks = IntStream.range(0, TASKS).boxed().toList();
    PCollection<Integer> done =
        pipeline
            .apply(Tasks.of(tasks, VarIntCoder.of()))
            .apply(ParDo.of(new FirstWaitsForTheOthers()));
    PAssert.that(done).containsInAnyOrder(tasks);
    pipeline.run().waitUntilFinish();

    assertThat(WAITED_IN_VAIN).isEmpty();
  }

  @Test
  void of_noTasks_isEmpty() {
    Pipeline pipeline = Pipeline.create();
    PAssert.that(pipeline.apply(Tasks.of(List.<Integer>of(), VarIntCoder.of()))).empty();
    pipeline.run().waitUntilFinish();
  }

  private static final class FirstWaitsForTheOthers extends DoFn<Integer, Integer> {
    @ProcessElement
    public void process(@Element Integer task, OutputReceiver<Integer> out) throws Exception {
      if (task > 0) {
        OTHERS.countDown();
      } else if (!OTHERS.await(60, TimeUnit.SECONDS)) {
        WAITED_IN_VAIN.add(task);
      }
      out.output(task);
    }
  }
}
