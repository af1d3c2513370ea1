package io.gleaner.pipeline.export.edit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** EXIF that says an orientation and nothing else (EXIF 2.32, 4.6.2; TIFF 6.0, section 2). */
final class OrientationTag {
  private static final int ORIENTATION = 0x0112;
  private static final short SHORT = 3;
  private static final int UPRIGHT = 1;

  private OrientationTag() {}

  /** Whether an image looks otherwise without the tag. */
  static boolean isNeeded(int orientation) {
    return orientation != UPRIGHT;
  }

  /** Returns 26 bytes, from the header of TIFF on. */
  static byte[] of(int orientation) {
    return ByteBuffer.allocate(26)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {'I', 'I', 42, 0})
        .putInt(8) // where the only directory is
        .putShort((short) 1)
        .putShort((short) ORIENTATION)
        .putShort(SHORT)
        .putInt(1)
        .putInt(orientation)
        .putInt(0) // no other directory
        .array();
  }
}
