package io.gleaner.pipeline.image;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** The chunks of a PNG: a length, a name, contents, a checksum each. */
final class PngFile {
  private static final int SIGNATURE = 8;
  private static final int BEFORE = 8;
  private static final int CHECKSUM = 4;
  private static final int FRAME = BEFORE + CHECKSUM;
  private static final int HEADER = 13;
  private static final int IHDR = 0x49484452;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final int TRNS = 0x74524e53;

  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int RGB_AND_ALPHA = 6;

  private final byte[] bytes;
  private final ByteBuffer data;
  private final boolean ended;
  private final boolean transparentColour;
  private final long pixelBytes;

  private PngFile(byte[] bytes) {
    this.bytes = bytes;
    data = ByteBuffer.wrap(bytes);
    boolean transparent = false;
    long pixels = 0;
    int at = SIGNATURE;
    int name = 0;
    while (name != IEND && fits(at)) {
      name = data.getInt(at + 4);
      transparent |= name == TRNS;
      pixels += name == IDAT ? FRAME + data.getInt(at) : 0;
      at += FRAME + data.getInt(at);
    }
    ended = name == IEND;
    transparentColour = transparent;
    pixelBytes = pixels;
  }

  static PngFile of(byte[] png) {
    return new PngFile(png);
  }

  /** Whether the file has the whole of a chunk there. */
  private boolean fits(int at) {
    return at + FRAME <= bytes.length
        && data.getInt(at) >= 0
        && data.getInt(at) <= bytes.length - at - FRAME;
  }

  /** Whether the file begins as a PNG does and ends before the chunk that ends its image. */
  boolean endsEarly() {
    return !ended && hasHeader();
  }

  private boolean hasHeader() {
    return fits(SIGNATURE)
        && data.getInt(SIGNATURE) == HEADER
        && data.getInt(SIGNATURE + 4) == IHDR;
  }

  /**
   * Whether the file is whole, its samples are bytes that need no palette, and nothing but alpha is
   * transparent.
   */
  boolean isCommon() {
    if (!ended || !hasHeader()) {
      return false;
    }
    int depth = bytes[SIGNATURE + BEFORE + 8];
    int colours = bytes[SIGNATURE + BEFORE + 9];
    return depth == 8
        && (colours == GREY || colours == RGB || colours == RGB_AND_ALPHA)
        && !transparentColour
        && width() > 0
        && height() > 0;
  }

  int width() {
    return data.getInt(SIGNATURE + BEFORE);
  }

  int height() {
    return data.getInt(SIGNATURE + BEFORE + 4);
  }

  /**
   * Returns the header and the pixels without all other chunks, of which libpng writes warnings to
   * the standard error; null where a checksum is wrong, of which it writes too.
   */
  byte[] pixelsAlone() {
    byte[] alone = new byte[Math.toIntExact(SIGNATURE + 2 * FRAME + HEADER + pixelBytes)];
    System.arraycopy(bytes, 0, alone, 0, SIGNATURE);
    int out = SIGNATURE;
    int name = 0;
    for (int at = SIGNATURE; name != IEND; at += FRAME + data.getInt(at)) {
      name = data.getInt(at + 4);
      int length = FRAME + data.getInt(at);
      if (name != IHDR && name != IDAT && name != IEND) {
        continue;
      }
      if (out + length > alone.length || !isUndamaged(at)) {
        return null; // or a second header
      }
      System.arraycopy(bytes, at, alone, out, length);
      out += length;
    }
    return out == alone.length ? alone : null;
  }

  private boolean isUndamaged(int at) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes, at + 4, 4 + data.getInt(at));
    return (int) checksum.getValue() == data.getInt(at + BEFORE + data.getInt(at));
  }
}
