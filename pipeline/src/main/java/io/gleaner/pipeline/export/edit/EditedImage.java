package io.gleaner.pipeline.export.edit;

import io.gleaner.pipeline.image.ImageFormat;

/**
 * An image as it leaves.
 *
 * @param bytes encoded; the very array that came in where nothing was changed, not copied
 * @param format of {@code bytes}, by their content
 * @param change what was done to it
 * @param width upright pixels, 0 where it was not decoded and is as wide as it was
 * @param height likewise
 */
public record EditedImage(byte[] bytes, ImageFormat format, Change change, int width, int height) {
  /** What was done to an image. */
  public enum Change {
    /** Nothing: its bytes are the original's. */
    NONE,
    /** Metadata were taken out; its pixels are the original's, bit for bit. */
    STRIPPED,
    /** It was decoded and encoded again. */
    ENCODED
  }
}
