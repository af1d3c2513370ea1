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

    /**
     * The shorter side becomes {@code shortest}, unless that makes the longer one pass {@code
     * longest}: then the longer becomes {@code longest}. The ratio is kept, rounded down.
     */
    record Edges(int shortest, int longest) implements Resize {}

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
     * Bytes in and out, as PyTorch's antialiased {@code interpolate} on tensors of bytes: weights
     * have 16 bits, so that a pixel is a level apart from Pillow's here and there.
     */
    TENSOR_BYTES,
    /**
     * float32 after rescaling, as PyTorch's antialiased {@code interpolate}: nothing is clipped.
     */
    FLOATS;

    /** Whether the library that computes so has the filter. */
    public boolean allows(Interpolation interpolation) {
      return switch (interpolation) {
        case BILINEAR, BICUBIC -> true;
        case NEAREST, LANCZOS -> this != FLOATS;
        case BOX, HAMMING -> this == BYTES;
      };
    }
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
            String.format(Locale.ROOT, "crop %d x %d must be at least 1 x 1", height, width));
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
            String.format(
                Locale.ROOT,
                "mean %s and std %s must have 3 components",
                Arrays.toString(mean),
                Arrays.toString(std)));
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
    if (!arithmetic.allows(interpolation)) {
      throw new IllegalArgumentException(interpolation + " is not computed in " + arithmetic);
    }
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
    } else if (resize instanceof Resize.Edges edges) {
      int shorter = Math.min(crop.height(), crop.width());
      scaled =
          new Resize.Edges(
              scale(edges.shortest(), pixels, shorter), scale(edges.longest(), pixels, shorter));
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

  /**
   * Whether another preprocessing shows a network the same part of every image at the same scale:
   * it may differ in rounding, and in where an odd pixel of a crop or its padding goes.
   */
  public boolean showsTheSameAs(Preprocessing other) {
    return describe().equals(other.describe()) && !(pads() && crop.centring != other.crop.centring);
  }

  /** Whether every image is smaller than the crop after a resize of its shortest edge. */
  private boolean pads() {
    int smaller = Math.min(crop.height(), crop.width());
    return resize instanceof Resize.ShortestEdge edge && edge.pixels() < smaller
        || resize instanceof Resize.Exactly exactly
            && (exactly.height() < crop.height() || exactly.width() < crop.width());
  }

  /** Returns the steps in words. */
  public String describe() {
    double rescale = normalisation.rescale();
    return String.format(
        Locale.ROOT,
        "%s%s, centre crop of %d x %d, %smean %s, std %s",
        describeResize(),
        interpolation.name().toLowerCase(Locale.ROOT),
        crop.height(),
        crop.width(),
        Math.abs(rescale * 255 - 1) < 1e-6 ? "" : "times " + rescale + ", ",
        Arrays.toString(normalisation.mean()),
        Arrays.toString(normalisation.std()));
  }

  private String describeResize() {
    if (resize instanceof Resize.ShortestEdge edge) {
      return "shortest edge to " + edge.pixels() + ", ";
    }
    if (resize instanceof Resize.Edges edges) {
      return String.format(
          Locale.ROOT,
          "shortest edge to %d, longest to at most %d, ",
          edges.shortest(),
          edges.longest());
    }
    return resize instanceof Resize.Exactly exactly
        ? String.format(Locale.ROOT, "resize to %d x %d, ", exactly.height(), exactly.width())
        : "";
  }

  /** Returns everything that decides a pixel, as text. */
  public String digested() {
    return String.join(
        " ",
        resize.toString(),
        interpolation.name(),
        arithmetic.name(),
        crop.toString(),
        Double.toString(normalisation.rescale()),
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
