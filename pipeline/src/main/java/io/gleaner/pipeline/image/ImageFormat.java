package io.gleaner.pipeline.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The formats that are read, known by how their content starts, never by a name. */
public enum ImageFormat {
  JPEG,
  PNG,
  GIF,
  BMP,
  TIFF,
  WEBP;

  private static final int SHOWN = 24;

  /** Returns the name that tables use. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws RejectedImageException where the content is empty, no image, or of a format that is not
   *     read
   */
  public static ImageFormat of(byte[] bytes) throws RejectedImageException {
    if (bytes == null || bytes.length == 0) {
      throw new RejectedImageException(Reason.EMPTY, "no bytes");
    }
    String head = new String(bytes, 0, Math.min(bytes.length, 512), StandardCharsets.ISO_8859_1);
    if (head.startsWith("\u00ff\u00d8\u00ff")) {
      return JPEG;
    }
    if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
      return PNG;
    }
    if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) {
      return GIF;
    }
    if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      return TIFF;
    }
    if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      return WEBP;
    }
    if (head.startsWith("BM") && bytes.length > 26) {
      return BMP;
    }
    String other = OtherFormats.of(head, bytes);
    if (other != null) {
      throw new RejectedImageException(Reason.UNSUPPORTED_FORMAT, other);
    }
    throw new RejectedImageException(Reason.NOT_AN_IMAGE, "starts with " + printable(head));
  }

  private static String printable(String head) {
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < Math.min(SHOWN, head.length()); i++) {
      char c = head.charAt(i);
      if (c >= ' ' && c < 127) {
        shown.append(c);
      } else {
        shown.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    return shown.append('"').toString();
  }
}
