package io.gleaner.pipeline.image;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * What happens to pixels before an encoder sees them, in this order: resize, centre crop, rescale,
 * normalise. The semantics are those of Hugging Face's image processors and of torchvision.
 *
 * @param resize to what size pixels are resampled
 * @param interpolation antialiased, as Pillow's
 * @param arithmetic what the resampling computes with
 * @param crop the rows and columns that are kept
 * @param normalisation from a byte to a network's input
 */
public record Preprocessing(
    Resize resize,
    Interpolation interpolation,
    Arithmetic arithmetic,
    Crop crop,
    Normalisation normalisation) {

  /** The size that an image is resampled to before the crop. */
  public sealed interface Resize {
    /** The shorter side becomes {@code pixels}, the longer keeps the ratio, rounded down. */
    record ShortestEdge(int pixels) implements Resize {}

    /** Both sides are given; the ratio is not kept. */
    record Exactly(int height, int width) implements Resize {}

    /** No resampling. */
    record None() implements Resize {}
  }

  /** What the resampling computes with. */
  public enum Arithmetic {
    /** Bytes in and out, as Pillow: values are rounded and clipped, then rescaled. */
    BYTES,
    /**
     * float32 after rescaling, as PyTorch's antialiased {@code interpolate}: nothing is clipped.
     */
    FLOATS
  }

  /** Where a centre crop begins when as many pixels cannot stay on both sides. */
  public enum Centring {
    /** One pixel more stays after the crop; padding has one more before. Transformers on numpy. */
    FLOOR {
      @Override
      int start(int surplus) {
        return Math.floorDiv(surplus, 2);
      }
    },
    /** One pixel more stays after the crop, and of the padding too. Transformers on tensors. */
    TOWARDS_ZERO {
      @Override
      int start(int surplus) {
        return surplus / 2;
      }
    },
    /** Half a pixel is rounded to an even start; padding has one more after. torchvision. */
    HALF_EVEN {
      @Override
      int start(int surplus) {
        return surplus < 0 ? surplus / 2 : (int) Math.rint(surplus / 2.0);
      }
    };

    /**
     * Returns the crop's first row or column; it is negative where the image is padded.
     *
     * @param surplus pixels of the image less those of the crop
     */
    abstract int start(int surplus);
  }

  /** Pixels kept around the centre; where the image is smaller, black is added. */
  public record Crop(int height, int width, Centring centring) {
    public Crop {
      Objects.requireNonNull(centring, "centring");
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException(
            "crop %d x %d must be at least 1 x 1".formatted(height, width));
      }
    }
  }

  /**
   * From a byte to a network's input.
   *
   * @param rescale factor of a pixel's 0 to 255, usually 1/255
   * @param mean [3] subtracted after rescaling
   * @param std [3] divided by after that
   */
  public record Normalisation(double rescale, float[] mean, float[] std) {
    public Normalisation {
      if (mean.length != 3 || std.length != 3) {
        throw new IllegalArgumentException(
            "mean %s and std %s must have 3 components"
                .formatted(Arrays.toString(mean), Arrays.toString(std)));
      }
    }

    /** Returns the rescaled value of each byte. */
    float[] rescaled() {
      float[] values = new float[256];
      for (int pixel = 0; pixel < 256; pixel++) {
        values[pixel] = (float) (pixel * rescale);
      }
      return values;
    }

    /** Returns the network's input for a rescaled value. */
    float of(float rescaled, int channel) {
      return (rescaled - mean[channel]) / std[channel];
    }
  }

  public Preprocessing {
    Objects.requireNonNull(resize, "resize");
    Objects.requireNonNull(interpolation, "interpolation");
    Objects.requireNonNull(arithmetic, "arithmetic");
    Objects.requireNonNull(crop, "crop");
    Objects.requireNonNull(normalisation, "normalisation");
  }

  /**
   * Returns the same preprocessing for square crops of another side: the resize keeps its
   * proportion to the crop, a shortest edge to the crop's shorter side; halves are rounded up.
   */
  public Preprocessing at(int pixels) {
    Resize scaled = resize;
    if (resize instanceof Resize.ShortestEdge edge) {
      scaled =
          new Resize.ShortestEdge(
              scale(edge.pixels(), pixels, Math.min(crop.height(), crop.width())));
    } else if (resize instanceof Resize.Exactly exactly) {
      scaled =
          new Resize.Exactly(
              scale(exactly.height(), pixels, crop.height()),
              scale(exactly.width(), pixels, crop.width()));
    }
    return new Preprocessing(
        scaled,
        interpolation,
        arithmetic,
        new Crop(pixels, pixels, crop.centring()),
        normalisation);
  }

  private static int scale(int side, int pixels, int crop) {
    return Math.max(1, (int) Math.round((double) side * pixels / crop));
  }

  /** Returns the steps in words. */
  public String describe() {
    String resized =
        resize instanceof Resize.ShortestEdge edge
            ? "shortest edge to %d, ".formatted(edge.pixels())
            : resize instanceof Resize.Exactly exactly
                ? "resize to %d x %d, ".formatted(exactly.height(), exactly.width())
                : "";
    return "%s%s, centre crop of %d x %d, mean %s, std %s"
        .formatted(
            resized,
            interpolation.name().toLowerCase(Locale.ROOT),
            crop.height(),
            crop.width(),
            Arrays.toString(normalisation.mean()),
            Arrays.toString(normalisation.std()));
  }

  /** Returns the rows of a preprocessed image. */
  public int cropHeight() {
    return crop.height();
  }

  /** Returns the columns of a preprocessed image. */
  public int cropWidth() {
    return crop.width();
  }

  /** Returns how many floats one preprocessed image has: 3 × height × width. */
  public int floatsPerImage() {
    return 3 * crop.height() * crop.width();
  }
}
