package io.gleaner.pipeline.encoder.architecture;

/** A network made of named parts, which writes its text for images of one size. */
interface Description {
  /** What it offers as its embedding. */
  Heads heads();

  /** Returns the network's shape in words, for images of a size. */
  String shape(Grid image);

  /**
   * Writes the network.
   *
   * @param image height and width of the pixels that it is given
   * @return [images, dimension]
   */
  Tensor write(Script script, Grid image, Head head);
}
