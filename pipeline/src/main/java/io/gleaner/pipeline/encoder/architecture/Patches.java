package io.gleaner.pipeline.encoder.architecture;

/**
 * Squares of an image as tokens. The families' convolution, whose kernel is as large as its stride,
 * is one linear layer over a square's pixels. Pixels that fill no square are left out.
 *
 * @param name of the convolution in the checkpoint
 * @param side of a square in pixels
 */
record Patches(String name, int side, boolean biased) {
  /** Returns the squares of an image. */
  Grid grid(Grid image) {
    return new Grid(image.height() / side, image.width() / side);
  }

  /** Writes the tokens of the input, [images, patches, width]. */
  Tensor of(Script script, Tensor pixels, Grid image, int width) {
    Grid grid = grid(image);
    Tensor whole = script.narrow(pixels);
    if (image.height() != grid.height() * side || image.width() != grid.width() * side) {
      whole =
          script.let(
              "torch.slice(torch.slice(%s, 2, 0, %s), 3, 0, %s)",
              whole, grid.height() * side, grid.width() * side);
    }
    Tensor squares =
        script.let(
            "torch.reshape(torch.permute(torch.reshape(%1$s, [-1, 3, %2$s, %4$s, %3$s, %4$s]), [0, 2, 4, 1, 3, 5]), [-1, %5$s, %6$s])",
            whole, grid.height(), grid.width(), side, grid.size(), 3 * side * side);
    Prepared kernel =
        Prepared.of(
            "torch.flatten(%s, 1)", Prepared.stored(name + ".weight", width, 3, side, side));
    Prepared bias = biased ? Prepared.stored(name + ".bias", width) : null;
    return script.linear(squares, new Linear(kernel, bias, width));
  }
}
