package io.gleaner.pipeline.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a JPEG's frame header says (ITU T.81, B.2.2).
 *
 * @param process the marker's second byte, 0xC0 to 0xCF
 * @param precision bits of a sample
 * @param components 1 for grey, 3 for colour, 4 for CMYK
 */
record JpegHeader(int process, int precision, int width, int height, int components) {
  private static final int PROGRESSIVE = 0xc2;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int APP2 = 0xe2;
  private static final int TEMPORARY = 0x01;
  private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

  /**
   * Returns the header, or null where no decoder would come to one by following the lengths of the
   * segments from the start.
   */
  static JpegHeader of(byte[] bytes) {
    for (int at = 2; isSegment(bytes, at); at = end(bytes, at)) {
      int marker = bytes[at + 1] & 0xff;
      if (marker == START_OF_SCAN) {
        return null;
      }
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
      if (frame) {
        if (end(bytes, at) - at < 10) {
          return null;
        }
        return new JpegHeader(
            marker,
            bytes[at + 4] & 0xff,
            number(bytes, at + 7),
            number(bytes, at + 5),
            bytes[at + 9] & 0xff);
      }
    }
    return null;
  }

  /** Returns whether this is a photograph's kind: Huffman-coded, 8 bits, grey or three channels. */
  boolean isCommon() {
    return process >= 0xc0
        && process <= PROGRESSIVE
        && precision == 8
        && (components == 1 || components == 3)
        && width > 0
        && height > 0;
  }

  boolean isProgressive() {
    return process == PROGRESSIVE;
  }

  /** Returns whether the bytes end within the segments that come before a frame header. */
  static boolean endsBeforeHeader(byte[] bytes) {
    int at = 2;
    while (isSegment(bytes, at)) {
      at = end(bytes, at);
    }
    return at + 3 >= bytes.length || (bytes[at] == (byte) 0xff && end(bytes, at) > bytes.length);
  }

  /** Returns whether the file's last two bytes are the marker that ends an image. */
  static boolean endsWithItsMarker(byte[] bytes) {
    return bytes[bytes.length - 2] == (byte) 0xff && bytes[bytes.length - 1] == (byte) END_OF_IMAGE;
  }

  /** Returns whether the bytes end before the marker that ends the image. */
  static boolean endsEarly(byte[] bytes) {
    int at = 2;
    while (at + 1 < bytes.length) {
      int marker = bytes[at + 1] & 0xff;
      if (bytes[at] != (byte) 0xff || marker == 0xff || isWithinScan(marker)) {
        at++; // coded data, padding
      } else if (marker == END_OF_IMAGE) {
        return false;
      } else if (at + 3 < bytes.length) {
        at = end(bytes, at);
      } else {
        return true;
      }
    }
    return true;
  }

  /** Returns the image without its ICC profile, for decoders that would apply it. */
  static byte[] withoutProfile(byte[] bytes) {
    ByteArrayOutputStream kept = null;
    int from = 0;
    for (int at = 2; isSegment(bytes, at); at = end(bytes, at)) {
      int marker = bytes[at + 1] & 0xff;
      if (marker == START_OF_SCAN) {
        break;
      }
      int end = end(bytes, at);
      if (marker == APP2 && startsWith(bytes, at + 4, end, PROFILE)) {
        kept = kept == null ? new ByteArrayOutputStream(bytes.length) : kept;
        kept.write(bytes, from, at - from);
        from = end;
      }
    }
    if (kept == null) {
      return bytes;
    }
    kept.write(bytes, from, bytes.length - from);
    return kept.toByteArray();
  }

  /** Returns whether a marker with a whole segment starts here. */
  private static boolean isSegment(byte[] bytes, int at) {
    if (at + 3 >= bytes.length || bytes[at] != (byte) 0xff) {
      return false;
    }
    int marker = bytes[at + 1] & 0xff;
    return marker != 0xff
        && !isWithinScan(marker)
        && marker != START_OF_IMAGE
        && marker != END_OF_IMAGE
        && number(bytes, at + 2) >= 2
        && end(bytes, at) <= bytes.length;
  }

  /** Returns whether it is a stuffed byte, a restart marker, or one without a segment. */
  private static boolean isWithinScan(int marker) {
    return marker == 0 || marker == TEMPORARY || (marker >= 0xd0 && marker <= 0xd7);
  }

  private static int end(byte[] bytes, int at) {
    return at + 2 + number(bytes, at + 2);
  }

  private static int number(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
  }

  private static boolean startsWith(byte[] bytes, int from, int end, byte[] mark) {
    return end - from >= mark.length
        && Arrays.equals(bytes, from, from + mark.length, mark, 0, mark.length);
  }
}
