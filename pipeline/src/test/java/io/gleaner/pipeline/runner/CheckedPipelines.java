package io.gleaner.pipeline.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PValue;

/**
 * Pipelines that look at each pipeline before they run it: every collection has a coder, Java
 * serialisation carries only references such as files and shards (what a coder's {@code of} was
 * told of, never what Beam fell back to), and whatever is grouped by has a deterministic coder.
 */
public final class CheckedPipelines implements Pipelines {
  private static final String REFERENCES = ".*(Location|Shard|Table|Task|VectorBatch)";

  private final Pipelines pipelines;

  public CheckedPipelines(Pipelines pipelines) {
    this.pipelines = pipelines;
  }

  @Override
  public int parallelism() {
    return pipelines.parallelism();
  }

  @Override
  public boolean areWithinThisProcess() {
    return pipelines.areWithinThisProcess();
  }

  @Override
  public Pipeline create(String name) {
    return pipelines.create(name);
  }

  @Override
  public void endAbandoned(String prefix) {
    pipelines.endAbandoned(prefix);
  }

  @Override
  public void run(Pipeline pipeline, Consumer<MetricResults> watcher) {
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void visitValue(PValue value, TransformHierarchy.Node producer) {
            if (value instanceof PCollection<?> collection) {
              check(collection.getCoder(), producer.getFullName());
              if (producer.getTransform() instanceof GroupByKey) {
                Coder<?> key = ((KvCoder<?, ?>) collection.getCoder()).getKeyCoder();
                assertThatCode(key::verifyDeterministic)
                    .as("key of %s", producer.getFullName())
                    .doesNotThrowAnyException();
              }
            }
          }
        });
    pipelines.run(pipeline, watcher);
  }

  private static void check(Coder<?> coder, String step) {
    List<Coder<?>> all = new ArrayList<>(List.of(coder));
    for (int i = 0; i < all.size(); i++) {
      all.addAll(components(all.get(i)));
    }
    for (Coder<?> each : all) {
      if (each instanceof SerializableCoder<?> serializable
          && serializable.getRecordType().getName().startsWith("io.gleaner")) {
        Class<?> type = serializable.getRecordType();
        assertThat(type.getSimpleName())
            .as("%s: %s by Java serialisation", step, type)
            .matches(REFERENCES);
        assertThat(type.isRecord() || Modifier.isAbstract(type.getModifiers()))
            .as("%s: %s is a record or what records implement", step, type)
            .isTrue();
      }
    }
  }

  private static List<? extends Coder<?>> components(Coder<?> coder) {
    List<? extends Coder<?>> arguments = coder.getCoderArguments();
    return arguments == null ? List.of() : arguments;
  }
}
