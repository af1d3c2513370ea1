package io.gleaner.pipeline.image;

import java.util.Arrays;
import java.util.Objects;

/**
 * What happens to pixels before an encoder sees them, in this order: resize, centre crop, rescale,
 * normalise. The semantics are those of Hugging Face's image processors over Pillow.
 *
 * @param resize to what size pixels are resampled
 * @param interpolation antialiased, as Pillow's
 * @param cropHeight rows kept around the centre; where the image is smaller, zeros are added
 * @param cropWidth columns, likewise
 * @param rescale factor of a pixel's 0 to 255, usually 1/255
 * @param mean [3] subtracted after rescaling
 * @param std [3] divided by after that
 */
public record Preprocessing(
    Resize resize,
    Interpolation interpolation,
    int cropHeight,
    int cropWidth,
    double rescale,
    float[] mean,
    float[] std) {

  /** The size that an image is resampled to before the crop. */
  public sealed interface Resize {
    /** The shorter side becomes {@code pixels}, the longer keeps the ratio, rounded down. */
    record ShortestEdge(int pixels) implements Resize {}

    /** Both sides are given; the ratio is not kept. */
    record Exactly(int height, int width) implements Resize {}

    /** No resampling. */
    record None() implements Resize {}
  }

  public Preprocessing {
    Objects.requireNonNull(resize, "resize");
    Objects.requireNonNull(interpolation, "interpolation");
    if (cropHeight < 1 || cropWidth < 1 || mean.length != 3 || std.length != 3) {
      throw new IllegalArgumentException(
          "crop %d x %d must be at least 1 x 1; mean %s and std %s must have 3 components"
              .formatted(cropHeight, cropWidth, Arrays.toString(mean), Arrays.toString(std)));
    }
  }

  /** Returns how many floats one preprocessed image has: 3 × height × width. */
  public int floatsPerImage() {
    return 3 * cropHeight * cropWidth;
  }
}
