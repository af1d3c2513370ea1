package io.gleaner.pipeline.encoder.architecture;

/** Patches of an image, or positions of a checkpoint. */
record Grid(int height, int width) {
  int size() {
    return height * width;
  }
}
