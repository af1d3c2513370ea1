package io.gleaner.pipeline.encoder.architecture;

/** A network made of named parts, which writes its text for images of one size. */
interface Description {
  /** What it offers as its embedding. */
  Heads heads();

  /**
   * Writes the network.
   *
   * @param image height and width of the pixels that it is given
   * @return [images, dimension]
   */
  Tensor write(Script script, Grid image, Head head);
}
