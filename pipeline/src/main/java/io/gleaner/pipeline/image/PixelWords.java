package io.gleaner.pipeline.image;

import java.nio.IntBuffer;

/**
 * From words of 32 bits to RGB bytes. A row takes a whole number of words; what fills its last one
 * is not looked at. Each row is a call of its own: Java's optimising compiler comes sooner to what
 * is called often than to what runs long.
 */
final class PixelWords {
  private PixelWords() {}

  /**
   * Red is the uppermost byte of a word, blue the third.
   *
   * @param words in a row, of which the first {@code width} are pixels
   * @param rgb [height, width, 3], written
   */
  static void colours(IntBuffer data, int width, int height, int words, byte[] rgb) {
    int[] row = new int[words];
    for (int y = 0; y < height; y++) {
      data.get(words * y, row);
      coloursOfRow(row, width, rgb, 3 * y * width);
    }
  }

  private static void coloursOfRow(int[] row, int width, byte[] rgb, int at) {
    for (int x = 0, out = at; x < width; x++, out += 3) {
      int word = row[x];
      rgb[out] = (byte) (word >>> 24);
      rgb[out + 1] = (byte) (word >>> 16);
      rgb[out + 2] = (byte) (word >>> 8);
    }
  }

  /**
   * Four grey pixels a word, the first in the uppermost byte.
   *
   * @param words in a row
   * @param rgb [height, width, 3], written
   */
  static void grey(IntBuffer data, int width, int height, int words, byte[] rgb) {
    int[] row = new int[words];
    for (int y = 0; y < height; y++) {
      data.get(words * y, row);
      greyOfRow(row, width, rgb, 3 * y * width);
    }
  }

  private static void greyOfRow(int[] row, int width, byte[] rgb, int at) {
    for (int x = 0, out = at; x < width; x++, out += 3) {
      byte grey = (byte) (row[x >> 2] >>> (24 - 8 * (x & 3)));
      rgb[out] = grey;
      rgb[out + 1] = grey;
      rgb[out + 2] = grey;
    }
  }
}
