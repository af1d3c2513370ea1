package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.gleaner.pipeline.runner.BeamOptions;
import io.gleaner.pipeline.runner.DirectPipelines;
import io.gleaner.pipeline.runner.FlinkPipelines;
import io.gleaner.pipeline.runner.Pipelines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureReportTest {
  private static String report(Throwable failure) {
    StringWriter text = new StringWriter();
    FailureReport.print(failure, List.of("run", "recipe.yaml"), new PrintWriter(text));
    return text.toString();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(
            new FileSystemException("/run/a", null, "No space left on device"),
            "/run/a cannot be written: its disk is full"),
        arguments(
            new FileSystemException("/run/a", null, "Read-only file system"),
            "/run/a cannot be written: its filesystem is read-only"),
        arguments(new AccessDeniedException("/run/a"), "/run/a: permission denied"),
        arguments(
            new FileSystemException("/run/a", null, "Operation not permitted"),
            "/run/a: permission denied"),
        arguments(new FileAlreadyExistsException("/run"), "/run is a file or lies below one"),
        arguments(
            new FileSystemException("/run/a", null, "Not a directory"),
            "/run/a is a file or lies below one"),
        arguments(
            new FileSystemException("/run/a", null, "File name too long"),
            "/run/a has too long a name"),
        arguments(
            new FileSystemException("/run/a", null, "Too many open files"), "ulimit -n 65536"),
        arguments(new NoSuchFileException("/run/a"), "/run/a is not there any more"),
        arguments(new IOException("No space left on device"), "a disk is full"),
        arguments(new OutOfMemoryError("Java heap space"), "GLEANER_JAVA_OPTIONS=-Xmx16g"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void print_environment_isASentenceAndTheNameOfALog(Throwable failure, String sentence)
      throws IOException {
    String text =
        report(new IllegalStateException("a pipeline failed", new RuntimeException(failure)));
    List<String> lines = text.lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .startsWith("gleaner: ")
        .contains(sentence)
        .doesNotContain("report this");
    String start = "The stack trace is in ";
    assertThat(lines.get(1)).startsWith(start);
    Path log = Path.of(lines.get(1).substring(start.length()));
    assertThat(log)
        .content()
        .contains("gleaner run recipe.yaml", "a pipeline failed", "\tat " + getClass().getName());
    Files.delete(log);
  }

  @Test
  void print_whatNoOneForesaw_asksForAReport() throws IOException {
    String text = report(new IllegalStateException("outer", new ArithmeticException("by zero")));
    assertThat(text).contains("ArithmeticException: by zero", "please report this");
    assertThat(text).doesNotContain("\tat ");
    Files.delete(
        Path.of(text.lines().toList().get(1).substring("The stack trace is in ".length())));
  }

  private static final class FullDisk extends DoFn<Integer, Void> {
    @ProcessElement
    public void process(@Element Integer element) throws IOException {
      throw new FileSystemException("/run/part-" + element, null, "No space left on device");
    }
  }

  private static final class Unchecked extends DoFn<Integer, Void> {
    @ProcessElement
    public void process(@Element Integer element) {
      throw new UncheckedIOException(
          "cannot list", new AccessDeniedException("/run/part-" + element));
    }
  }

  static Stream<Pipelines> runners() throws IOException {
    return Stream.of(
        new DirectPipelines(2, BeamOptions.none()), FlinkPipelines.embedded(1, BeamOptions.none()));
  }

  @ParameterizedTest
  @MethodSource("runners")
  void sentence_thrownByAWorker_isFoundWhateverTheRunnerWraps(Pipelines pipelines) {
    assertThat(EnvironmentFailure.sentence(failure(pipelines, new FullDisk())))
        .hasValueSatisfying(
            text -> assertThat(text).startsWith("/run/part-7 cannot be written: its disk is full"));
    assertThat(EnvironmentFailure.sentence(failure(pipelines, new Unchecked())))
        .hasValueSatisfying(text -> assertThat(text).startsWith("/run/part-7: permission denied"));
  }

  private static Throwable failure(Pipelines pipelines, DoFn<Integer, Void> worker) {
    Pipeline pipeline = pipelines.create("failing");
    pipeline.apply(Create.of(7)).apply(ParDo.of(worker));
    try {
      pipelines.run(pipeline, metrics -> {});
    } catch (RuntimeException e) {
      return e;
    }
    throw new AssertionError("the pipeline did not fail");
  }
}
