package io.gleaner.pipeline.image;

import java.util.Locale;

/**
 * Decoded pixels, upright (EXIF orientation applied), alpha removed, grey widened, 8 bits a
 * channel.
 *
 * @param rgb [height, width, 3] unsigned bytes, row-major; not copied, nobody writes
 */
public record RgbImage(int width, int height, byte[] rgb) {
  public RgbImage {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d x %d pixels need %d bytes, got %d",
              width,
              height,
              3L * width * height,
              rgb.length));
    }
  }

  /** Returns whether all pixels are equal: a blank picture, whatever its colour. */
  public boolean isConstant() {
    for (int i = 3; i < rgb.length; i++) {
      if (rgb[i] != rgb[i - 3]) {
        return false;
      }
    }
    return true;
  }
}
