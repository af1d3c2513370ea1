package io.gleaner.pipeline.image;

/**
 * A part of a resampled image, the only part that is computed.
 *
 * @param outWidth width of the whole resampled image
 * @param outHeight height of the whole
 * @param left first column of the part, inside the whole
 * @param top first row
 * @param columns at least 1
 * @param rows at least 1
 */
record Window(int outWidth, int outHeight, int left, int top, int columns, int rows) {
  static Window whole(int width, int height) {
    return new Window(width, height, 0, 0, width, height);
  }
}
