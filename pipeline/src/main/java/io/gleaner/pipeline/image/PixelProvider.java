package io.gleaner.pipeline.image;

import java.io.IOException;

/** A way from encoded bytes to pixels as they are stored, not yet upright. Thread-safe. */
interface PixelProvider {
  /**
   * Failures may be of any kind: the caller makes a rejection of each.
   *
   * @param admission to be asked with what the header says, before a pixel is allocated
   * @param reduction of the image as it is stored; a provider may leave it
   */
  StoredPixels read(ImageFormat format, byte[] bytes, Admission admission, Reduction reduction)
      throws IOException, RejectedImageException;

  /** Returns the libraries that decode, with their versions: what pixels depend on. */
  String version();
}
