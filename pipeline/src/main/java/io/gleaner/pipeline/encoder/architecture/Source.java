package io.gleaner.pipeline.encoder.architecture;

import io.gleaner.pipeline.encoder.checkpoint.Settings;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What a family's description is made from.
 *
 * @param config the checkpoint's {@code config.json}
 * @param shapes of the checkpoint's tensors, by the family's own names; null for what it lacks
 * @param image height and width of the pixels that the network is given
 */
record Source(Settings config, Function<String, List<Long>> shapes, Grid image) {
  /** Whether the checkpoint has a tensor. */
  boolean has(String name) {
    return shapes.apply(name) != null;
  }

  Activation activation(String key, String fallback) {
    String name = config.text(key, fallback);
    return Activation.of(name)
        .orElseThrow(
            () ->
                config.refused(
                    key,
                    "\"" + name + "\"",
                    "gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, quick_gelu, relu or silu"));
  }

  /** Returns the grid of patches that a square or oblong image of the configuration has. */
  Grid grid(String imageKey, int image, int patch) {
    int[] sides = config.sides(imageKey, image);
    return new Grid(sides[0] / patch, sides[1] / patch);
  }

  /** Returns a number of heads, which divides their joint width. */
  int heads(String key, int fallback, int width) {
    int heads = config.positive(key, fallback);
    if (width % heads != 0) {
      throw config.refused(key, heads, "a divisor of the width " + width);
    }
    return heads;
  }

  /** Returns the side of a patch in pixels, no larger than the image. */
  int patch(int fallback) {
    int[] sides = config.sides("patch_size", fallback);
    if (sides[0] != sides[1]) {
      throw config.refused("patch_size", sides[0] + " x " + sides[1], "as high as wide");
    }
    if (sides[0] > Math.min(image.height(), image.width())) {
      throw config.refused(
          String.format(
              Locale.ROOT,
              "images of %d x %d are smaller than a patch of %d",
              image.height(),
              image.width(),
              sides[0]));
    }
    return sides[0];
  }
}
