package io.gleaner.pipeline.image;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The orientation that an image's metadata tells, numbered as EXIF does, and turning pixels upright
 * by it.
 */
public final class Orientation {
  private static final int UPRIGHT = 1;
  private static final String EXIF_MARK = "Exif\0\0";
  private static final Pattern IN_XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

  private Orientation() {}

  /** Returns the orientation of an encoded image, 1 to 8; 1 where none is told. */
  public static int of(ImageFormat format, byte[] bytes) {
    return of(ImageMetadata.of(format, bytes));
  }

  /**
   * As Pillow 13 decides: EXIF's tag counts if it is a number, of whatever type but BYTE; where
   * EXIF has the tag, even unusable, XMP is not asked; where EXIF has no header, nothing is.
   */
  static int of(ImageMetadata metadata) {
    byte[] exif = metadata.exif();
    int start = exif == null ? 0 : start(exif);
    if (exif != null && start < exif.length) {
      ImageFileDirectory directory = ImageFileDirectory.of(exif, start, exif.length - start);
      if (directory == null) {
        return UPRIGHT;
      }
      if (directory.has(TiffTags.ORIENTATION)) {
        int value = directory.integer(TiffTags.ORIENTATION, UPRIGHT);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    if (metadata.xmp() == null) {
      return UPRIGHT;
    }
    Matcher xmp = IN_XMP.matcher(new String(metadata.xmp(), StandardCharsets.ISO_8859_1));
    int value = xmp.find() ? xmp.group(1).charAt(0) - '0' : UPRIGHT;
    return value >= 1 && value <= 8 ? value : UPRIGHT;
  }

  /** Where TIFF's header starts: EXIF may begin with its mark, and some writers put it twice. */
  private static int start(byte[] exif) {
    String head = new String(exif, 0, Math.min(exif.length, 12), StandardCharsets.ISO_8859_1);
    int start = head.startsWith(EXIF_MARK) ? EXIF_MARK.length() : 0;
    return head.startsWith(EXIF_MARK, start) ? start + EXIF_MARK.length() : start;
  }

  /** Returns the image as its camera saw it. */
  static RgbImage upright(RgbImage image, int orientation) {
    if (orientation == UPRIGHT) {
      return image;
    }
    int width = image.width();
    int height = image.height();
    boolean turned = orientation >= 5;
    int outWidth = turned ? height : width;
    int outHeight = turned ? width : height;
    byte[] in = image.rgb();
    byte[] out = new byte[in.length];
    for (int y = 0; y < outHeight; y++) {
      for (int x = 0; x < outWidth; x++) {
        int u = turned ? y : x;
        int v = turned ? x : y;
        boolean mirrored =
            orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean flipped =
            orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        int from = 3 * ((flipped ? height - 1 - v : v) * width + (mirrored ? width - 1 - u : u));
        int to = 3 * (y * outWidth + x);
        out[to] = in[from];
        out[to + 1] = in[from + 1];
        out[to + 2] = in[from + 2];
      }
    }
    return new RgbImage(outWidth, outHeight, out);
  }
}
