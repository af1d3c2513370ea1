package io.gleaner.pipeline.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/**
 * Colours that are stored multiplied by their opacity, the last band: divided by it, as Pillow
 * does, before opacity is dropped. Where nothing is opaque they are black.
 */
final class PremultipliedPixels {
  private PremultipliedPixels() {}

  /**
   * @param image of grey or RGB, followed by opacity, of 8 or 16 bits
   */
  static RgbImage of(BufferedImage image) {
    Raster raster = image.getRaster();
    byte[] rgb = new byte[3 * raster.getWidth() * raster.getHeight()];
    int shift = raster.getDataBuffer().getDataType() == DataBuffer.TYPE_USHORT ? 8 : 0;
    int bands = raster.getNumBands();
    int[] samples = new int[raster.getWidth() * bands];
    for (int y = 0, out = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, samples);
      for (int x = 0; x < raster.getWidth(); x++) {
        int alpha = samples[x * bands + bands - 1] >> shift;
        for (int channel = 0; channel < 3; channel++) {
          int stored = samples[x * bands + (bands < 4 ? 0 : channel)] >> shift;
          rgb[out++] = (byte) (alpha == 0 ? 0 : Math.min(255, stored * 255 / alpha));
        }
      }
    }
    return new RgbImage(raster.getWidth(), raster.getHeight(), rgb);
  }
}
