package io.gleaner.pipeline.encoder.architecture;

/**
 * The two layers that each token goes through alone.
 *
 * @param first to the inner width, twice that where {@code gated}
 * @param activation of the first layer's result; of its first half where {@code gated}
 * @param gated whether the activated first half multiplies the second: SwiGLU (Shazeer 2020)
 * @param inner norm before {@code last}, or null (EVA-02)
 * @param last back to the tokens' width
 */
record FeedForward(Linear first, Activation activation, boolean gated, Norm inner, Linear last) {
  static FeedForward of(Linear first, Activation activation, Linear last) {
    return new FeedForward(first, activation, false, null, last);
  }

  static FeedForward gated(Linear first, Activation activation, Linear last) {
    return new FeedForward(first, activation, true, null, last);
  }

  FeedForward withInner(Norm inner) {
    return new FeedForward(first, activation, gated, inner, last);
  }

  /** Multiplies the result by a layer scale [width] (Touvron et al. 2021), in its weights. */
  FeedForward scaled(String name) {
    Linear scaled = last.scaled(Prepared.stored(name, last.out()));
    return new FeedForward(first, activation, gated, inner, scaled);
  }

  /** Writes both layers over the last dimension of {@code x}. */
  Tensor of(Script script, Tensor x) {
    Tensor y;
    if (gated) {
      Tensor both = script.linear(x, first);
      int half = first.out() / 2;
      Tensor gate = script.let("torch.slice(%s, -1, 0, %s)", both, half);
      Tensor value = script.let("torch.slice(%s, -1, %s, %s)", both, half, 2 * half);
      y = script.let("torch.mul(%s, %s)", script.activate(gate, activation), value);
    } else {
      y = script.linear(x, first, activation);
    }
    return script.linear(inner == null ? y : script.norm(y, inner), last);
  }
}
