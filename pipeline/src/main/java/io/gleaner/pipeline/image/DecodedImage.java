package io.gleaner.pipeline.image;

/**
 * What a decoder made of an encoded image.
 *
 * @param image its pixels, upright
 * @param format such as {@code jpeg}
 */
public record DecodedImage(RgbImage image, String format) {}
