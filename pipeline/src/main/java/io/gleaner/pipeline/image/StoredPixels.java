package io.gleaner.pipeline.image;

/**
 * Pixels as a file stores them, not yet upright.
 *
 * @param image the pixels, perhaps fewer than the file has
 * @param width of the file's image
 * @param height of the file's image
 */
record StoredPixels(RgbImage image, int width, int height) {
  /** All of a file's pixels. */
  static StoredPixels all(RgbImage image) {
    return new StoredPixels(image, image.width(), image.height());
  }
}
