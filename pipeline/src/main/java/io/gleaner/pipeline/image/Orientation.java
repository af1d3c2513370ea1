package io.gleaner.pipeline.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** EXIF's orientation tag, and turning pixels upright by it. */
final class Orientation {
  private static final int UPRIGHT = 1;
  private static final byte[] MARK = "Exif".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WEBP_MARK = "EXIF".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PNG_MARK = "eXIf".getBytes(StandardCharsets.US_ASCII);
  private static final int SEARCHED = 1 << 16;

  private Orientation() {}

  /** Returns the tag's value, 1 to 8; 1 where there is none or it cannot be read. */
  static int of(ImageFormat format, byte[] bytes) {
    boolean possible =
        switch (format) {
          case JPEG -> contains(bytes, MARK, Math.min(bytes.length, SEARCHED));
          case WEBP -> contains(bytes, WEBP_MARK, bytes.length);
          case TIFF -> true;
          case PNG -> contains(bytes, PNG_MARK, bytes.length);
          case GIF, BMP -> false;
        };
    if (!possible) {
      return UPRIGHT;
    }
    try {
      Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(bytes));
      for (ExifIFD0Directory exif : metadata.getDirectoriesOfType(ExifIFD0Directory.class)) {
        Integer value = exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        if (value != null && value >= 1 && value <= 8) {
          return value;
        }
      }
    } catch (ImageProcessingException | IOException | RuntimeException e) {
      return UPRIGHT; // damaged metadata does not make pixels unusable
    }
    return UPRIGHT;
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

  private static boolean contains(byte[] bytes, byte[] mark, int limit) {
    for (int i = 0; i + mark.length <= limit; i++) {
      if (bytes[i] == mark[0]
          && bytes[i + 1] == mark[1]
          && bytes[i + 2] == mark[2]
          && bytes[i + 3] == mark[3]) {
        return true;
      }
    }
    return false;
  }
}
