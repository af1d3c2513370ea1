package io.gleaner.pipeline.encoder.architecture;

/**
 * A value in a network's text.
 *
 * @param text its variable or expression
 * @param narrow whether it is in the type that a {@link Compute} multiplies in, where that is
 *     narrower than float32
 */
record Tensor(String text, boolean narrow) {
  @Override
  public String toString() {
    return text;
  }
}
