package io.gleaner.pipeline.encoder.architecture;

/** How the tokens of an image look at one another. */
interface SelfAttention {
  /**
   * Writes the attention of all tokens.
   *
   * @param x [images, tokens, width]
   * @param tokens of an image
   * @return [images, tokens, width]
   */
  Tensor of(Script script, Tensor x, int tokens);

  /** Whether {@link #ofFirst} can be had. */
  default boolean allowsFirstAlone() {
    return false;
  }

  /**
   * Writes the attention of the first token to all: what the last layer needs where no other token
   * goes on.
   *
   * @return [images, 1, width]
   */
  default Tensor ofFirst(Script script, Tensor x, int tokens) {
    throw new UnsupportedOperationException("this attention has no first token");
  }
}
