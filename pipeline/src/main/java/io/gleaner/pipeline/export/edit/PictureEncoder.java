package io.gleaner.pipeline.export.edit;

import io.gleaner.pipeline.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Encodes pixels by the JDK's writers: one JDK gives the same bytes for the same pixels. JPEGs are
 * baseline, their chroma at half the resolution as libjpeg's default has it; PNGs are truecolour.
 */
final class PictureEncoder {
  /** A JPEG segment's content, less what marks and numbers a piece of the profile. */
  private static final int PIECE = 65_533 - 14;

  /** The start of an image, then JFIF's header of 18 bytes, as the JDK writes it. */
  private static final int AFTER_JFIF = 20;

  /** The signature and the first chunk, which says the size. */
  private static final int AFTER_PNG_HEADER = 33;

  private PictureEncoder() {}

  /**
   * @param quality 1 to 100, libjpeg's scale
   * @param profile of the colours, or null
   */
  static byte[] jpeg(RgbImage image, int quality, byte[] profile) {
    byte[] jpeg = written("jpeg", image, quality / 100f);
    if (profile == null) {
      return jpeg;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(jpeg.length + profile.length + 64);
    out.write(jpeg, 0, AFTER_JFIF);
    int pieces = (profile.length + PIECE - 1) / PIECE;
    if (pieces <= 255) { // more cannot be numbered
      for (int piece = 0; piece < pieces; piece++) {
        int from = piece * PIECE;
        int length = Math.min(PIECE, profile.length - from);
        out.write(0xff);
        out.write(0xe2);
        out.write(length + 16 >> 8);
        out.write(length + 16);
        out.writeBytes("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII));
        out.write(piece + 1);
        out.write(pieces);
        out.write(profile, from, length);
      }
    }
    out.write(jpeg, AFTER_JFIF, jpeg.length - AFTER_JFIF);
    return out.toByteArray();
  }

  /**
   * @param profile of the colours, or null
   */
  static byte[] png(RgbImage image, byte[] profile) {
    byte[] png = written("png", image, 0);
    if (profile == null) {
      return png;
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes("ICC profile\0\0".getBytes(StandardCharsets.US_ASCII));
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(profile);
      deflater.finish();
      byte[] buffer = new byte[1 << 13];
      while (!deflater.finished()) {
        content.write(buffer, 0, deflater.deflate(buffer));
      }
    } finally {
      deflater.end();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(png.length + content.size());
    out.write(png, 0, AFTER_PNG_HEADER);
    out.writeBytes(StrippedPng.chunk("iCCP", content.toByteArray()));
    out.write(png, AFTER_PNG_HEADER, png.length - AFTER_PNG_HEADER);
    return out.toByteArray();
  }

  /**
   * @param quality 0 where the format has none
   */
  private static byte[] written(String format, RgbImage image, float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(encoded)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      if (quality > 0) {
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(quality);
      }
      writer.setOutput(out);
      writer.write(null, new IIOImage(pixels(image), null, null), settings);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes what is written to it", e);
    } finally {
      writer.dispose();
    }
    return encoded.toByteArray();
  }

  private static BufferedImage pixels(RgbImage image) {
    BufferedImage pixels =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    int[] row = new int[image.width()];
    byte[] rgb = image.rgb();
    for (int y = 0, at = 0; y < image.height(); y++) {
      for (int x = 0; x < row.length; x++, at += 3) {
        row[x] = (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | rgb[at + 2] & 0xff;
      }
      pixels.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return pixels;
  }
}
