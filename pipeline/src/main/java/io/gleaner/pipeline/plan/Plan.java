package io.gleaner.pipeline.plan;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.gleaner.pipeline.plan.count.SourceCount;
import java.util.List;

/**
 * All that {@code gleaner plan} tells of a recipe.
 *
 * @param misfits what will not fit, a sentence each
 * @param workers that were planned with
 * @param startSeconds from the command to its first stage: Java, decoder, encoders
 * @param seconds of the start and all stages, one after the other
 * @param diskBytes at the run's fullest moment
 * @param stages in order
 * @param composition what each set is expected to retrieve
 * @param manifest pictures that are expected in the manifest
 * @param sources as counted; the pool's inputs are those given where they were
 * @param assumed what nobody can know before
 * @param rates of a worker
 * @param measurement what they were measured on
 * @param machine what this machine has
 * @param output where the run would write
 * @param recipe as resolved, in YAML
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Plan(
    String name,
    List<String> misfits,
    int workers,
    double startSeconds,
    double seconds,
    long diskBytes,
    List<StageForecast> stages,
    List<CompositionRow> composition,
    long manifest,
    List<SourceCount> sources,
    Assumptions assumed,
    Rates rates,
    Measurement measurement,
    Capacity machine,
    String output,
    String recipe) {
  /**
   * What rates were measured on.
   *
   * @param images that were embedded over and over, 0 where the throughput was given
   * @param imagesPerSecond of all processors, by the clock, while it was measured
   * @param processorShare of their time that this process had: the rest went to others
   */
  @JsonNaming(SnakeCaseStrategy.class)
  public record Measurement(int images, double imagesPerSecond, double processorShare) {}

  /** Puts together what was counted, measured and computed. */
  public static Plan of(
      String name,
      Forecast forecast,
      List<String> stages,
      int workers,
      double startSeconds,
      List<SourceCount> sources,
      Assumptions assumed,
      Rates rates,
      Measurement measurement,
      Capacity machine,
      String output,
      String recipe) {
    List<StageForecast> expected = forecast.stages(stages);
    return new Plan(
        name,
        Misfits.of(expected, machine, workers),
        workers,
        startSeconds,
        startSeconds + expected.stream().mapToDouble(StageForecast::seconds).sum(),
        Misfits.disk(expected),
        expected,
        forecast.counts().composition(),
        Math.round(forecast.counts().manifest()),
        List.copyOf(sources),
        assumed,
        rates,
        measurement,
        machine,
        output,
        recipe);
  }
}
