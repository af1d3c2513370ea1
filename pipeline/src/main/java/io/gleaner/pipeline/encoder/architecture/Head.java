package io.gleaner.pipeline.encoder.architecture;

/** From tokens to an embedding. */
interface Head {
  /**
   * Writes the embedding.
   *
   * @param tokens [images, tokens, width] after the last norm; [images, 1, width] for a head of the
   *     {@link #firstAlone first token alone}
   * @return [images, dimension]
   */
  Tensor of(Script script, Tensor tokens);

  /** Whether the head reads the first token and no other. */
  default boolean firstAlone() {
    return false;
  }

  /** The class token. */
  static Head classToken() {
    return new Head() {
      @Override
      public Tensor of(Script script, Tensor tokens) {
        return script.let("torch.select(%s, 1, 0)", tokens);
      }

      @Override
      public boolean firstAlone() {
        return true;
      }
    };
  }

  /**
   * The mean of the patches.
   *
   * @param prefix tokens before them
   */
  static Head mean(int prefix) {
    return (script, tokens) ->
        script.let(
            "torch.mean(torch.slice(%s, 1, %s, 9223372036854775807), [1])",
            script.wide(tokens), prefix);
  }

  /** Two heads, one after the other. */
  static Head both(Head first, Head second) {
    return (script, tokens) ->
        script.let(
            "torch.cat([%s, %s], 1)",
            script.wide(first.of(script, tokens)), script.wide(second.of(script, tokens)));
  }

  /** A query that is learned attends to all tokens, and a feed-forward follows (SigLIP). */
  static Head attention(AttentionPooling pooling) {
    return pooling::of;
  }

  /** This head and a norm. */
  default Head then(Norm norm) {
    return then((script, x) -> script.norm(x, norm));
  }

  /** This head and a linear layer. */
  default Head then(Linear layer) {
    return then((script, x) -> script.linear(x, layer));
  }

  /** This head, a linear layer and the hyperbolic tangent (BERT's pooler). */
  default Head thenTanh(Linear layer) {
    return then((script, x) -> script.let("torch.tanh(%s)", script.linear(x, layer)));
  }

  private Head then(Head after) {
    Head before = this;
    return new Head() {
      @Override
      public Tensor of(Script script, Tensor tokens) {
        return after.of(script, before.of(script, tokens));
      }

      @Override
      public boolean firstAlone() {
        return before.firstAlone();
      }
    };
  }
}
