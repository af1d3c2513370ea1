package io.gleaner.pipeline.image;

import java.io.Serializable;
import java.util.Locale;

/**
 * What an image must keep to; checked on its header, before any pixel is decoded.
 *
 * @param pixels largest width × height
 * @param bytes largest encoded size
 * @param smallestSide least pixels of the shorter side
 * @param aspectRatio largest ratio of the longer side to the shorter
 */
public record ImageLimits(long pixels, long bytes, int smallestSide, double aspectRatio)
    implements Serializable {
  public static final ImageLimits DEFAULTS = new ImageLimits(100_000_000, 100_000_000, 8, 20);

  public ImageLimits {
    if (pixels < 1 || bytes < 1 || smallestSide < 1 || !(aspectRatio >= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "limits of %d pixels, %d bytes, %d smallest side, %s aspect ratio: all must be at least 1",
              pixels,
              bytes,
              smallestSide,
              aspectRatio));
    }
  }

  void check(int width, int height) throws RejectedImageException {
    String size = width + " x " + height;
    if ((long) width * height > pixels) {
      throw new RejectedImageException(
          Reason.TOO_MANY_PIXELS, size + ", at most " + pixels + " pixels");
    }
    int smaller = Math.min(width, height);
    if (smaller < smallestSide) {
      throw new RejectedImageException(
          Reason.TOO_SMALL, size + ", the smaller side at least " + smallestSide);
    }
    if (Math.max(width, height) > aspectRatio * smaller) {
      throw new RejectedImageException(
          Reason.TOO_ELONGATED, size + ", an aspect ratio of at most " + aspectRatio);
    }
  }
}
