package io.gleaner.pipeline.encoder.architecture;

/**
 * One layer of a transformer: attention and feed-forward, each beside a residual connection.
 *
 * @param order where the norms are
 * @param norm1 of the attention
 * @param norm2 of the feed-forward
 */
record Block(
    Order order, Norm norm1, SelfAttention attention, Norm norm2, FeedForward feedForward) {
  /** Where a branch has its norm. */
  enum Order {
    /** {@code x + f(norm(x))}. */
    BEFORE,
    /** {@code x + norm(f(x))}. */
    AFTER
  }

  /** A layer with its norms before attention and feed-forward. */
  static Block of(Norm norm1, SelfAttention attention, Norm norm2, FeedForward feedForward) {
    return new Block(Order.BEFORE, norm1, attention, norm2, feedForward);
  }

  /** A layer with its norms after attention and feed-forward. */
  static Block normedAfter(
      Norm norm1, SelfAttention attention, Norm norm2, FeedForward feedForward) {
    return new Block(Order.AFTER, norm1, attention, norm2, feedForward);
  }

  /** Writes the layer for all tokens of {@code x} [images, tokens, width]. */
  Tensor of(Script script, Tensor x, int tokens) {
    Tensor y =
        switch (order) {
          case BEFORE -> attention.of(script, script.norm(x, norm1), tokens);
          case AFTER -> script.norm(attention.of(script, x, tokens), norm1);
        };
    return feed(script, script.let("torch.add(%s, %s)", x, y));
  }

  /** Writes the layer for the first token alone: [images, 1, width]. */
  Tensor ofFirst(Script script, Tensor x, int tokens) {
    Tensor y =
        switch (order) {
          case BEFORE -> attention.ofFirst(script, script.norm(x, norm1), tokens);
          case AFTER -> script.norm(attention.ofFirst(script, x, tokens), norm1);
        };
    return feed(script, script.let("torch.add(torch.slice(%s, 1, 0, 1), %s)", x, y));
  }

  private Tensor feed(Script script, Tensor x) {
    Tensor y =
        switch (order) {
          case BEFORE -> feedForward.of(script, script.norm(x, norm2));
          case AFTER -> script.norm(feedForward.of(script, x), norm2);
        };
    return script.let("torch.add(%s, %s)", x, y);
  }
}
