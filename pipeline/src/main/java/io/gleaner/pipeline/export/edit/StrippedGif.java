package io.gleaner.pipeline.export.edit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * A GIF without comments and without what applications wrote, XMP among it (GIF89a, sections 20 to
 * 26). Frames, how long they last, how often they repeat and the colour profile stay.
 */
final class StrippedGif {
  private static final int HEADER = 13;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int PLAIN_TEXT = 0x01;
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int APPLICATION = 0xff;
  private static final int APPLICATION_NAME = 11;
  private static final Set<String> KEPT = Set.of("NETSCAPE2.0", "ANIMEXTS1.0", "ICCRGBG1012");

  private StrippedGif() {}

  /** What follows a block that nobody knows, or that is cut, goes too; no decoder reads it. */
  static byte[] of(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    int at = Math.min(bytes.length, HEADER + colours(bytes, 10));
    out.write(bytes, 0, at);
    while (at < bytes.length) {
      int block = bytes[at] & 0xff;
      int end;
      boolean kept = true;
      if (block == EXTENSION && at + 1 < bytes.length) {
        end = endOfBlocks(bytes, at + 2);
        kept = isKept(bytes, at, end);
      } else if (block == IMAGE && at + 10 < bytes.length) {
        end = endOfBlocks(bytes, at + 11 + colours(bytes, at + 9));
      } else {
        break;
      }
      if (kept) {
        out.write(bytes, at, end - at);
      }
      at = end;
    }
    out.write(TRAILER);
    return out.toByteArray();
  }

  private static boolean isKept(byte[] bytes, int at, int end) {
    return switch (bytes[at + 1] & 0xff) {
      case GRAPHIC_CONTROL, PLAIN_TEXT -> true;
      case APPLICATION ->
          at + 3 + APPLICATION_NAME <= end
              && KEPT.contains(
                  new String(bytes, at + 3, APPLICATION_NAME, StandardCharsets.ISO_8859_1));
      default -> false;
    };
  }

  /** Returns the bytes of a colour table that the flags at a place announce. */
  private static int colours(byte[] bytes, int flags) {
    int packed = flags < bytes.length ? bytes[flags] & 0xff : 0;
    return (packed & 0x80) == 0 ? 0 : 3 << (packed & 7) + 1;
  }

  /** Returns the place behind the empty block that ends a run of blocks. */
  private static int endOfBlocks(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != 0) {
      at += 1 + (bytes[at] & 0xff);
    }
    return Math.min(bytes.length, at + 1);
  }
}
