package io.gleaner.pipeline.export.edit;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.image.RejectedImageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A PNG without metadata (PNG, third edition, section 11): chunks that decide how pixels look are
 * copied byte for byte, all others, texts, EXIF, times and those that no standard names, go, and so
 * does what follows the image.
 */
final class StrippedPng {
  private static final int SIGNATURE = 8;
  private static final int FRAME = 12;
  private static final Set<String> KEPT =
      Set.of(
          "cHRM", "cICP", "gAMA", "iCCP", "mDCV", "cLLI", "sBIT", "sRGB", "bKGD", "hIST", "tRNS",
          "pHYs", "sPLT", "acTL", "fcTL", "fdAT");

  private StrippedPng() {}

  /**
   * @param orientation as the metadata tell it; a tag of it stays where it is not upright
   */
  static byte[] of(byte[] bytes, int orientation) throws RejectedImageException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    out.write(bytes, 0, SIGNATURE);
    ByteBuffer data = ByteBuffer.wrap(bytes);
    int at = SIGNATURE;
    while (at + FRAME <= bytes.length) {
      long length = Integer.toUnsignedLong(data.getInt(at));
      if (length > bytes.length - at - FRAME) {
        throw new RejectedImageException(
            Reason.CORRUPT, "the chunk at byte " + at + " ends outside of the file");
      }
      String name = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
      boolean critical = (bytes[at + 4] & 0x20) == 0; // by the first letter's case
      if (critical || KEPT.contains(name)) {
        out.write(bytes, at, FRAME + (int) length);
      }
      if (name.equals("IHDR") && OrientationTag.isNeeded(orientation)) {
        out.writeBytes(chunk("eXIf", OrientationTag.of(orientation)));
      }
      at += FRAME + (int) length;
      if (name.equals("IEND")) {
        break;
      }
    }
    return out.toByteArray();
  }

  /** Returns a whole chunk, with its checksum. */
  static byte[] chunk(String name, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(FRAME + content.length);
    chunk.putInt(content.length).put(name.getBytes(StandardCharsets.US_ASCII)).put(content);
    CRC32 checksum = new CRC32();
    checksum.update(chunk.array(), 4, 4 + content.length);
    return chunk.putInt((int) checksum.getValue()).array();
  }
}
