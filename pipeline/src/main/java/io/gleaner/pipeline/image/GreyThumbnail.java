package io.gleaner.pipeline.image;

/** The 32 x 32 grey picture that a perceptual hash looks at. */
public final class GreyThumbnail {
  /** Pixels of each side. */
  public static final int SIDE = 32;

  private GreyThumbnail() {}

  /**
   * Returns [32, 32] bytes: luma by ITU-R 601-2 as Pillow's {@code convert("L")}, resampled with
   * antialiasing, the ratio not kept.
   */
  public static byte[] of(RgbImage image) {
    byte[] rgb = image.rgb();
    byte[] grey = new byte[rgb.length / 3];
    for (int y = 0; y < image.height(); y++) {
      luma(rgb, grey, y * image.width(), image.width());
    }
    return Resampler.resample(
        Preprocessing.Arithmetic.BYTES,
        grey,
        image.width(),
        image.height(),
        1,
        Interpolation.BILINEAR,
        Window.whole(SIDE, SIDE));
  }

  /** Of some pixels, from {@code first} on. */
  private static void luma(byte[] rgb, byte[] grey, int first, int pixels) {
    for (int i = first, from = 3 * first; i < first + pixels; i++, from += 3) {
      int luma =
          (rgb[from] & 0xff) * 19595
              + (rgb[from + 1] & 0xff) * 38470
              + (rgb[from + 2] & 0xff) * 7471
              + 0x8000;
      grey[i] = (byte) (luma >> 16);
    }
  }
}
