package io.gleaner.pipeline.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PipelinesTest {
  static Stream<Pipelines> runners() throws IOException {
    return Stream.of(
        new DirectPipelines(2, BeamOptions.none()), FlinkPipelines.embedded(2, BeamOptions.none()));
  }

  private static final class CountUntil extends DoFn<Integer, Void> {
    private final Counter counter = Metrics.counter("test", "elements");
    private final int limit;

    CountUntil(int limit) {
      this.limit = limit;
    }

    @ProcessElement
    public void process(@Element Integer element) throws IOException {
      if (element == limit) {
        throw new IOException("element " + element + " is too large");
      }
      counter.inc();
    }
  }

  private static Pipeline counting(Pipelines pipelines, int limit) {
    Pipeline pipeline = pipelines.create("counting");
    pipeline
        .apply(Create.of(IntStream.range(0, 100).boxed().toList()).withCoder(VarIntCoder.of()))
        .apply(Reshuffle.viaRandomKey())
        .apply(ParDo.of(new CountUntil(limit)));
    return pipeline;
  }

  private static long counted(MetricResults metrics) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named("test", "elements")).build();
    long total = 0;
    for (var counter : metrics.queryMetrics(filter).getCounters()) {
      total += counter.getAttempted();
    }
    return total;
  }

  @ParameterizedTest
  @MethodSource("runners")
  void run_toTheEnd_tellsOfTheCountersAtLast(Pipelines pipelines) {
    AtomicLong last = new AtomicLong();
    pipelines.run(counting(pipelines, -1), metrics -> last.set(counted(metrics)));
    assertThat(last).hasValue(100);
  }

  @ParameterizedTest
  @MethodSource("runners")
  void run_workerThrows_failsWithWhatItThrew(Pipelines pipelines) {
    assertThatThrownBy(() -> pipelines.run(counting(pipelines, 7), metrics -> {}))
        .hasRootCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("element 7 is too large");
  }

  @Test
  void of_unusableOption_isRefused() {
    for (String option :
        List.of("objectReuze=true", "objectReuse=perhaps", "objectReuse", "parallelism=2", "=1")) {
      assertThatIllegalArgumentException()
          .as(option)
          .isThrownBy(() -> BeamOptions.of(List.of(option)))
          .withMessageContaining("--beam");
    }
  }

  @Test
  void differences_otherClasses_areNamed() throws IOException {
    OwnClasses own = OwnClasses.ofThisJvm();
    assertThat(own.differences()).isEmpty();
    TreeMap<String, Long> others = new TreeMap<>(own.checksums());
    String changed = OwnClasses.class.getName().replace('.', '/') + ".class";
    others.merge(changed, 1L, Long::sum);
    others.put("io/gleaner/Missing.class", 0L);
    assertThat(new OwnClasses(others).differences())
        .contains(changed, "io/gleaner/Missing.class", "2 of " + others.size());
  }

  @Test
  void differences_ofThisJvm_coverEveryModule() throws IOException {
    assertThat(OwnClasses.ofThisJvm().checksums().keySet())
        .anyMatch(name -> name.startsWith("io/gleaner/clustering/"))
        .anyMatch(name -> name.startsWith("io/gleaner/retrieval/"))
        .anyMatch(name -> name.startsWith("io/gleaner/dedup/"))
        .anyMatch(name -> name.startsWith("io/gleaner/pipeline/"));
  }
}
