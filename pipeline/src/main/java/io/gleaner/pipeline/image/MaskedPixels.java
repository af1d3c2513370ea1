package io.gleaner.pipeline.image;

import java.awt.image.DirectColorModel;
import java.awt.image.Raster;

/**
 * Pixels whose colours share one number, such as the 5 bits a channel of a 16-bit BMP: widened to 8
 * bits as Pillow widens them, rounded down.
 */
final class MaskedPixels {
  private MaskedPixels() {}

  static void copy(Raster raster, DirectColorModel masks, byte[] rgb) {
    int bands = raster.getNumBands();
    int[] largest = new int[3];
    for (int channel = 0; channel < 3; channel++) {
      largest[channel] = Math.max(1, (1 << masks.getComponentSize(channel)) - 1);
    }
    int[] samples = new int[raster.getWidth() * bands];
    for (int y = 0, out = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, samples);
      for (int x = 0; x < raster.getWidth(); x++) {
        for (int channel = 0; channel < 3; channel++) {
          rgb[out++] = (byte) (samples[x * bands + channel] * 255 / largest[channel]);
        }
      }
    }
  }
}
