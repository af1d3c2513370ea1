package io.gleaner.pipeline.export.edit;

/**
 * An encoded image on its way into an export.
 *
 * @param bytes encoded; nobody writes to them; null in an export that holds no images
 * @param extension of their format, without a dot, in lower case: {@code jpg}, {@code png}, {@code
 *     webp}, {@code gif}, {@code bmp}, {@code tiff}
 * @param width pixels, upright
 * @param height pixels, upright
 */
public record ExportImage(byte[] bytes, String extension, int width, int height) {
  /** Returns the extension of a format as {@code images/} names it: {@code jpg} of {@code jpeg}. */
  public static String extension(String format) {
    return format.equals("jpeg") ? "jpg" : format;
  }
}
