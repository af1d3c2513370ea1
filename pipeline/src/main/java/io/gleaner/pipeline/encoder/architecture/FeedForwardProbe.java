package io.gleaner.pipeline.encoder.architecture;

/**
 * A network of one feed-forward without weights of its own, for timing how products are computed.
 */
public final class FeedForwardProbe {
  /** Width of a ViT-S's tokens; three planes of it fill the input. */
  public static final int WIDTH = 384;

  private FeedForwardProbe() {}

  /** Returns the network: [images, 3, rows, {@link #WIDTH}] to a tensor of the same size. */
  public static Architecture of(Compute compute) {
    int inner = 4 * WIDTH;
    FeedForward feedForward =
        FeedForward.of(
            new Linear(zeros(inner, WIDTH), zeros(inner), inner),
            Activation.GELU,
            new Linear(zeros(WIDTH, inner), zeros(WIDTH), WIDTH));
    Script script = new Script(compute);
    return script.returning(
        feedForward.of(script, script.pixels()), Pooling.AUTO, "one feed-forward");
  }

  private static Prepared zeros(long... shape) {
    int size = 1;
    for (long side : shape) {
      size = Math.multiplyExact(size, (int) side);
    }
    return Prepared.computed(new float[size], shape);
  }
}
