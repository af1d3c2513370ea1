package io.gleaner.pipeline.plan.measure;

import io.gleaner.pipeline.embed.EmbedSpeed.Moment;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What work takes once it goes on evenly, and what it took before: Java compiles what it runs, and
 * libtorch optimises a network in its first calls.
 *
 * @param secondsPerImage processor seconds: the slope of the line that fits the moments of the
 *     second half of the time best, as images are told of a batch at a time
 * @param warmUpSeconds processor seconds that the images before took more than that
 * @param imagesPerSecond by the clock, likewise
 * @param share of the time of the processors that the process had then
 */
record SteadyRate(
    double secondsPerImage, double warmUpSeconds, double imagesPerSecond, double share) {

  /**
   * @param moments at least two, of different images
   * @param processors that could have worked
   */
  static SteadyRate of(List<Moment> moments, int processors) {
    Moment last = moments.get(moments.size() - 1);
    List<Moment> steady =
        moments.stream().filter(moment -> moment.seconds() >= last.seconds() / 2).toList();
    if (steady.size() < 2) {
      steady = moments;
    }
    double each = slope(steady, Moment::images, Moment::processorSeconds);
    double share = slope(steady, Moment::seconds, Moment::processorSeconds) / processors;
    Moment from = steady.get(0);
    return new SteadyRate(
        each,
        Math.max(0, from.processorSeconds() - each * from.images()),
        slope(steady, Moment::seconds, Moment::images),
        Math.min(1, share));
  }

  /** Returns by how much {@code y} grows with {@code x}: least squares. */
  private static double slope(
      List<Moment> moments, ToDoubleFunction<Moment> x, ToDoubleFunction<Moment> y) {
    double meanX = moments.stream().mapToDouble(x).average().orElseThrow();
    double meanY = moments.stream().mapToDouble(y).average().orElseThrow();
    double products = 0;
    double squares = 0;
    for (Moment moment : moments) {
      double dx = x.applyAsDouble(moment) - meanX;
      products += dx * (y.applyAsDouble(moment) - meanY);
      squares += dx * dx;
    }
    return products / squares;
  }
}
