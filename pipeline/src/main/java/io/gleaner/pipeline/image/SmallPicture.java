package io.gleaner.pipeline.image;

/** Pictures made smaller, to look at or to train on. */
public final class SmallPicture {
  private SmallPicture() {}

  /**
   * Returns an image whose longer side is at most {@code side} pixels, resampled with antialiasing,
   * the ratio kept to a pixel; the image itself where it is no larger.
   */
  public static RgbImage of(RgbImage image, int side) {
    int longer = Math.max(image.width(), image.height());
    if (longer <= side) {
      return image;
    }
    int width = scaled(image.width(), side, longer);
    int height = scaled(image.height(), side, longer);
    byte[] rgb =
        Resampler.resample(
            Preprocessing.Arithmetic.BYTES,
            image.rgb(),
            image.width(),
            image.height(),
            3,
            Interpolation.BICUBIC,
            Window.whole(width, height));
    return new RgbImage(width, height, rgb);
  }

  /**
   * Returns an image whose shorter side is {@code side} pixels, resampled as an encoder's
   * preprocessing does, the longer side rounded down; the image itself where it is no larger.
   */
  public static RgbImage ofShortest(RgbImage image, int side) {
    if (Math.min(image.width(), image.height()) <= side) {
      return image;
    }
    int[] size =
        Preprocessor.resized(
            new Preprocessing.Resize.ShortestEdge(side), image.width(), image.height());
    byte[] rgb =
        Resampler.resample(
            Preprocessing.Arithmetic.BYTES,
            image.rgb(),
            image.width(),
            image.height(),
            3,
            Interpolation.BICUBIC,
            Window.whole(size[0], size[1]));
    return new RgbImage(size[0], size[1], rgb);
  }

  private static int scaled(int pixels, int side, int longer) {
    return Math.max(1, Math.round((float) pixels * side / longer));
  }
}
