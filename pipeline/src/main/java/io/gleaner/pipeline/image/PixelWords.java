package io.gleaner.pipeline.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * From words of 32 bits in this machine's byte order to RGB bytes. A row takes a whole number of
 * words; what fills its last one is not looked at.
 */
final class PixelWords {
  private static final int WORD = 4;
  private static final VectorSpecies<Byte> SPECIES = ByteVector.SPECIES_128;

  /** Four words of little-endian bytes (unused, blue, green, red) to twelve bytes of RGB. */
  private static final VectorShuffle<Byte> FOUR_PIXELS =
      VectorShuffle.fromValues(SPECIES, 3, 2, 1, 7, 6, 5, 11, 10, 9, 15, 14, 13, 0, 0, 0, 0);

  private PixelWords() {}

  /**
   * Red is the uppermost byte of a word, blue the third.
   *
   * @param words in a row, of which the first {@code width} are pixels
   * @param rgb [height, width, 3], written
   */
  static void colours(ByteBuffer data, int width, int height, int words, byte[] rgb) {
    ByteBuffer ordered = data.order(ByteOrder.nativeOrder());
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    for (int y = 0, out = 0; y < height; y++) {
      int in = WORD * words * y;
      int end = in + WORD * width;
      if (little) {
        // Each store writes four bytes too many, which the next one writes over.
        for (;
            in + SPECIES.length() <= end && out + SPECIES.length() <= rgb.length;
            in += SPECIES.length(), out += 12) {
          ByteVector.fromByteBuffer(SPECIES, ordered, in, ByteOrder.LITTLE_ENDIAN)
              .rearrange(FOUR_PIXELS)
              .intoArray(rgb, out);
        }
      }
      for (; in < end; in += WORD, out += 3) {
        int word = ordered.getInt(in);
        rgb[out] = (byte) (word >>> 24);
        rgb[out + 1] = (byte) (word >>> 16);
        rgb[out + 2] = (byte) (word >>> 8);
      }
    }
  }

  /**
   * Four grey pixels a word, the first in the uppermost byte.
   *
   * @param words in a row
   * @param rgb [height, width, 3], written
   */
  static void grey(ByteBuffer data, int width, int height, int words, byte[] rgb) {
    ByteBuffer ordered = data.order(ByteOrder.nativeOrder());
    for (int y = 0, out = 0; y < height; y++) {
      int start = WORD * words * y;
      for (int x = 0; x < width; x++, out += 3) {
        int word = ordered.getInt(start + (x & ~3));
        byte grey = (byte) (word >>> (24 - 8 * (x & 3)));
        rgb[out] = grey;
        rgb[out + 1] = grey;
        rgb[out + 2] = grey;
      }
    }
  }
}
