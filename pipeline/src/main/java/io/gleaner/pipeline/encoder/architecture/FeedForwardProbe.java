package io.gleaner.pipeline.encoder.architecture;

/**
 * A network of one feed-forward without weights of its own, for timing how products are computed.
 */
public final class FeedForwardProbe {
  private FeedForwardProbe() {}

  /**
   * Returns the network: [images, 3, rows, width] to a tensor of the same size.
   *
   * @param width of tokens; the feed-forward is four times as wide inside
   */
  public static Architecture of(Compute compute, int width) {
    int inner = 4 * width;
    FeedForward feedForward =
        FeedForward.of(
            new Linear(zeros(inner, width), zeros(inner), inner),
            Activation.GELU,
            new Linear(zeros(width, inner), zeros(width), width));
    Script script = new Script(compute);
    return script.returning(
        feedForward.of(script, script.pixels()), Pooling.AUTO, "one feed-forward");
  }

  private static Prepared zeros(int... shape) {
    long[] sides = new long[shape.length];
    int size = 1;
    for (int i = 0; i < shape.length; i++) {
      sides[i] = shape[i];
      size = Math.multiplyExact(size, shape[i]);
    }
    return Prepared.computed(new float[size], sides);
  }
}
