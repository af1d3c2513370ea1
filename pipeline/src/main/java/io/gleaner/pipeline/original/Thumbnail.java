package io.gleaner.pipeline.original;

import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.image.RgbImage;
import io.gleaner.pipeline.image.SmallPicture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A small JPEG of an image as its encoder saw it: decoded by the decoder that is given, upright,
 * without transparency, profile or any metadata. One JDK gives the same bytes for the same pixels.
 *
 * @param width pixels
 * @param height pixels
 * @param jpeg encoded, baseline
 */
public record Thumbnail(int width, int height, byte[] jpeg) {
  private static final float QUALITY = 0.75f;

  /**
   * Makes one. Whatever the bytes are, they are refused with a reason or give a thumbnail. Memory:
   * what decoding takes, which the decoder bounds for the process; it may wait for others.
   *
   * @param side most pixels of the longer side; a smaller image keeps its size
   * @throws RejectedImageException where the image cannot be decoded
   */
  public static Thumbnail of(ImageDecoder decoder, byte[] encoded, int side)
      throws RejectedImageException {
    if (side < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a side of %d pixels, must be at least 1", side));
    }
    return of(decoder.decode(encoded, decoded -> SmallPicture.of(decoded.image(), side)));
  }

  private static Thumbnail of(RgbImage small) {
    BufferedImage pixels =
        new BufferedImage(small.width(), small.height(), BufferedImage.TYPE_INT_RGB);
    int[] row = new int[small.width()];
    byte[] rgb = small.rgb();
    for (int y = 0, at = 0; y < small.height(); y++) {
      for (int x = 0; x < row.length; x++, at += 3) {
        row[x] = (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | rgb[at + 2] & 0xff;
      }
      pixels.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(jpeg)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(pixels, null, null), settings);
    } catch (IOException e) {
      throw new IllegalStateException("memory takes what is written to it", e);
    } finally {
      writer.dispose();
    }
    return new Thumbnail(small.width(), small.height(), jpeg.toByteArray());
  }
}
