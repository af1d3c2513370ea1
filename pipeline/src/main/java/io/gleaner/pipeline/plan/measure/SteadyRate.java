package io.gleaner.pipeline.plan.measure;

import io.gleaner.pipeline.embed.EmbedSpeed.Moment;
import java.util.List;

/**
 * What work takes once it goes on evenly, and what it took before: Java compiles what it runs, and
 * libtorch optimises a network in its first calls.
 *
 * @param secondsPerImage processor seconds, from the moment on when {@value #STEADY} of the time
 *     was left
 * @param warmUpSeconds processor seconds that the images before took more than that
 * @param imagesPerSecond of the same time, by the clock: on a machine that has nothing else to do,
 *     workers by seconds for an image
 * @param share of the time of the processors asked for that the process had
 */
record SteadyRate(
    double secondsPerImage, double warmUpSeconds, double imagesPerSecond, double share) {
  private static final double STEADY = 0.5;

  /**
   * @param moments at least two, of different images
   * @param processors that could have worked
   */
  static SteadyRate of(List<Moment> moments, int processors) {
    Moment last = moments.get(moments.size() - 1);
    Moment from = moments.get(0);
    for (Moment moment : moments.subList(0, moments.size() - 1)) {
      if (moment.seconds() <= last.seconds() * STEADY) {
        from = moment;
      }
    }
    long images = last.images() - from.images();
    double processor = last.processorSeconds() - from.processorSeconds();
    double wall = last.seconds() - from.seconds();
    double each = processor / images;
    return new SteadyRate(
        each,
        Math.max(0, from.processorSeconds() - each * from.images()),
        images / wall,
        Math.min(1, processor / (wall * processors)));
  }
}
