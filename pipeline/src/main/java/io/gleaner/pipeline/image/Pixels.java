package io.gleaner.pipeline.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * From a decoder's raster to RGB bytes as Pillow's {@code convert("RGB")} has them: samples as they
 * are stored, profiles not applied, alpha dropped, grey repeated, 16 bits cut to the upper 8; grey
 * of 16 bits that stays below 256 keeps its values.
 */
final class Pixels {
  private Pixels() {}

  static RgbImage of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] rgb = new byte[3 * width * height];
    ColorModel colours = image.getColorModel();
    Raster raster = image.getRaster();
    if (colours instanceof DirectColorModel masks && raster.getNumBands() >= 3) {
      MaskedPixels.copy(raster, masks, rgb);
    } else if (colours instanceof IndexColorModel palette) {
      fromPalette(raster, palette, rgb);
    } else if (colours instanceof ComponentColorModel
        && colours.getColorSpace().getType() == ColorSpace.TYPE_RGB
        && raster.getNumBands() >= 3) {
      fromColours(raster, rgb);
    } else if (colours instanceof ComponentColorModel
        && colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
      fromGrey(raster, rgb);
    } else {
      fromAnything(image, rgb);
    }
    return new RgbImage(width, height, rgb);
  }

  private static void fromColours(Raster raster, byte[] rgb) {
    if (raster.getDataBuffer() instanceof DataBufferByte buffer
        && raster.getSampleModel() instanceof ComponentSampleModel model
        && buffer.getNumBanks() == 1) {
      byte[] data = buffer.getData();
      int[] bands = model.getBandOffsets();
      int step = model.getPixelStride();
      int width = raster.getWidth();
      int start = buffer.getOffset();
      for (int y = 0, out = 0; y < raster.getHeight(); y++) {
        int red = start + y * model.getScanlineStride() + bands[0];
        int green = red - bands[0] + bands[1];
        int blue = red - bands[0] + bands[2];
        for (int x = 0; x < width; x++, out += 3) {
          rgb[out] = data[red + x * step];
          rgb[out + 1] = data[green + x * step];
          rgb[out + 2] = data[blue + x * step];
        }
      }
      return;
    }
    int shift = shift(raster);
    int[] samples = new int[raster.getWidth() * raster.getNumBands()];
    int bands = raster.getNumBands();
    for (int y = 0, out = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, samples);
      for (int x = 0; x < raster.getWidth(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          rgb[out++] = (byte) (samples[x * bands + channel] >> shift);
        }
      }
    }
  }

  private static void fromGrey(Raster raster, byte[] rgb) {
    int shift = largestGrey(raster) > 255 ? shift(raster) : 0;
    int bits = raster.getSampleModel().getSampleSize(0);
    int scale = bits < 8 ? 255 / ((1 << bits) - 1) : 1;
    int[] samples = new int[raster.getWidth()];
    for (int y = 0, out = 0; y < raster.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, 0, samples);
      for (int sample : samples) {
        byte grey = (byte) ((sample >> shift) * scale);
        rgb[out++] = grey;
        rgb[out++] = grey;
        rgb[out++] = grey;
      }
    }
  }

  /** Where it is at most 255, the upper 8 bits of 16 would be all black: the lower ones count. */
  private static int largestGrey(Raster raster) {
    if (shift(raster) == 0) {
      return 0;
    }
    int largest = 0;
    int[] samples = new int[raster.getWidth()];
    for (int y = 0; y < raster.getHeight() && largest <= 255; y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, 0, samples);
      for (int sample : samples) {
        largest = Math.max(largest, sample);
      }
    }
    return largest;
  }

  private static void fromPalette(Raster raster, IndexColorModel palette, byte[] rgb) {
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    int[] samples = new int[raster.getWidth()];
    for (int y = 0, out = 0; y < raster.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, 0, samples);
      for (int sample : samples) {
        out = put(rgb, out, sample < colours.length ? colours[sample] : 0);
      }
    }
  }

  private static void fromAnything(BufferedImage image, byte[] rgb) {
    int[] row = new int[image.getWidth()];
    for (int y = 0, out = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int argb : row) {
        out = put(rgb, out, argb);
      }
    }
  }

  private static int put(byte[] rgb, int out, int argb) {
    rgb[out] = (byte) (argb >> 16);
    rgb[out + 1] = (byte) (argb >> 8);
    rgb[out + 2] = (byte) argb;
    return out + 3;
  }

  private static int shift(Raster raster) {
    return raster.getDataBuffer().getDataType() == DataBuffer.TYPE_USHORT ? 8 : 0;
  }
}
