package io.gleaner.pipeline.image;

/** Pictures made smaller to look at. */
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

  private static int scaled(int pixels, int side, int longer) {
    return Math.max(1, Math.round((float) pixels * side / longer));
  }
}
