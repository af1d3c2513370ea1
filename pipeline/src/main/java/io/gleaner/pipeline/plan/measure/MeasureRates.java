package io.gleaner.pipeline.plan.measure;

import io.gleaner.pipeline.embed.EmbedSpeed;
import io.gleaner.pipeline.plan.Rates;
import io.gleaner.pipeline.source.SourceUnit;
import io.gleaner.pipeline.source.UnusableSourceException;
import java.io.IOException;
import java.util.List;

/**
 * Measures this machine for some {@value #SECONDS} s, loading what is new to the process apart: the
 * recipe's encoders on images of its own, the product that searches, and pipelines that do nothing.
 */
public final class MeasureRates {
  private static final double EMBEDDING = 6;
  private static final double SEARCHING = 1;
  private static final int SECONDS = 10;

  /** The same, measured by the clock and with what it was measured on. */
  public record Measured(
      Rates rates, double imagesPerSecond, double share, int sampled, double rejected) {}

  /** A process has one first pipeline, however many plans it makes. */
  private static double firstPipeline;

  private MeasureRates() {}

  private static synchronized double firstPipeline() {
    if (firstPipeline == 0) {
      firstPipeline = PipelineSpeed.firstPipeline();
    }
    return firstPipeline;
  }

  /**
   * Measures how fast workers of this machine are.
   *
   * @param encoders or null where nothing is embedded
   * @param units whose first images are embedded
   * @param throughput images that a worker embeds in a second, or null to measure it
   * @param processors of this machine
   * @throws UnusableSourceException where nothing could be embedded
   */
  public static Measured measure(
      EmbedSpeed encoders, List<SourceUnit> units, Double throughput, int dimension, int processors)
      throws IOException {
    double first = firstPipeline();
    double pairs = SearchSpeed.pairSeconds(dimension, SEARCHING);
    if (throughput != null) {
      Rates given = new Rates(1 / throughput, 0, pairs, first);
      return new Measured(given, throughput * processors, 1, 0, 0);
    }
    if (encoders == null) {
      return new Measured(new Rates(0, 0, pairs, first), 0, 1, 0, 0);
    }
    EmbedSpeed.Seen seen = encoders.measure(units, processors, EMBEDDING);
    int moments = seen.moments().size();
    if (moments < 2) {
      throw new UnusableSourceException(
          List.of(
              "no image of the sources could be read to measure with; say by --throughput how many"
                  + " a worker embeds in a second"));
    }
    SteadyRate steady = SteadyRate.of(seen.moments(), processors);
    // On a GPU the clock counts, not the processors.
    double each =
        encoders.onGpu() ? processors / steady.imagesPerSecond() : steady.secondsPerImage();
    return new Measured(
        new Rates(each, steady.warmUpSeconds(), pairs, first),
        steady.imagesPerSecond(),
        steady.share(),
        seen.sampled(),
        seen.rejectedShare());
  }
}
