package io.gleaner.pipeline.image;

/**
 * What a decoder made of an encoded image.
 *
 * @param image its pixels, upright; fewer than the encoded image has where it was decoded at less
 *     than its size
 * @param format such as {@code jpeg}
 * @param width of the encoded image, upright
 * @param height of the encoded image, upright
 */
public record DecodedImage(RgbImage image, String format, int width, int height) {}
