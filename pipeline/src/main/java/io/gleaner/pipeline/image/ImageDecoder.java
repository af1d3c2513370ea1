package io.gleaner.pipeline.image;

import java.util.List;

/**
 * Decodes JPEG, PNG, WebP, GIF, TIFF and BMP into upright RGB, samples as they are stored; of
 * several frames or pages the first. Thread-safe. How much memory decoding takes at one time in a
 * process is bounded ({@link DecodingMemory}), so {@link #decode(byte[], Use)} may wait for other
 * images.
 */
public interface ImageDecoder {
  /** What is made of decoded pixels. */
  @FunctionalInterface
  interface Use<T> {
    T of(DecodedImage image);
  }

  /**
   * Decodes an image and hands it over; its memory counts as taken until {@code use} returns.
   *
   * @param bytes the encoded image
   * @throws RejectedImageException where it cannot be used, with the reason
   */
  <T> T decode(byte[] bytes, Use<T> use) throws RejectedImageException;

  /** Decodes an image that its caller keeps; its memory counts as taken while it is decoded. */
  default DecodedImage decode(byte[] bytes) throws RejectedImageException {
    return decode(bytes, image -> image);
  }

  /**
   * @param choice what decodes JPEG, PNG and WebP
   * @throws UnavailableDecoderException where the native decoder is asked for and cannot be loaded
   */
  static ImageDecoder of(DecoderChoice choice, ImageLimits limits) {
    return new CheckedDecoder(choice.provider(), limits, DecodingMemory.OF_PROCESS, Reduction.NONE);
  }

  /**
   * One that decodes no more of a JPEG than is wanted, where that is far less than the whole.
   *
   * @param wanted what becomes of images; a {@link GreyThumbnail} is always wanted
   */
  static ImageDecoder of(DecoderChoice choice, ImageLimits limits, List<Preprocessing> wanted) {
    return new CheckedDecoder(
        choice.provider(), limits, DecodingMemory.OF_PROCESS, Reduction.of(wanted));
  }

  /** As {@link DecoderChoice#AUTO} chooses. */
  static ImageDecoder of(ImageLimits limits) {
    return of(DecoderChoice.AUTO, limits);
  }
}
