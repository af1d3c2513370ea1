package io.gleaner.pipeline.export.edit;

import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.image.RejectedImageException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A JPEG without metadata (ITU T.81, annex B). What decodes its pixels is copied byte for byte; of
 * application segments JFIF's header, the colour profile and Adobe's colour transform stay. What
 * goes: EXIF, XMP, IPTC, comments, thumbnails, further pictures after the first, and whatever else
 * lies between or behind the segments.
 */
final class StrippedJpeg {
  private static final int TEMPORARY = 0x01;
  private static final int FIRST_FRAME = 0xc0;
  private static final int FIRST_RESTART = 0xd0;
  private static final int LAST_RESTART = 0xd7;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;
  private static final int LAST_TABLE = 0xdf;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP2 = 0xe2;
  private static final int APP14 = 0xee;
  private static final int LAST_APP = 0xef;
  private static final int COMMENT = 0xfe;

  /** JFIF's header without the thumbnail that may follow. */
  private static final int JFIF_LENGTH = 14;

  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PROFILE = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private final byte[] bytes;
  private final ByteArrayOutputStream out;
  private byte[] orientation;
  private int at = 2;

  private StrippedJpeg(byte[] bytes, byte[] orientation) {
    this.bytes = bytes;
    this.out = new ByteArrayOutputStream(bytes.length);
    this.orientation = orientation;
  }

  /**
   * @param orientation as the metadata tell it; a tag of it stays where it is not upright
   */
  static byte[] of(byte[] bytes, int orientation) throws RejectedImageException {
    byte[] tag = OrientationTag.isNeeded(orientation) ? OrientationTag.of(orientation) : null;
    return new StrippedJpeg(bytes, tag).strip();
  }

  private byte[] strip() throws RejectedImageException {
    out.write(bytes, 0, 2);
    while (true) {
      int marker = nextMarker();
      if (marker < 0) {
        return out.toByteArray(); // cut short: so is what leaves
      }
      if (marker == TEMPORARY || marker >= FIRST_RESTART && marker <= LAST_RESTART) {
        continue;
      }
      if (marker != APP0) {
        putOrientation();
      }
      if (marker == END_OF_IMAGE) {
        out.write(0xff);
        out.write(END_OF_IMAGE);
        return out.toByteArray();
      }
      boolean table = marker >= FIRST_FRAME && marker <= LAST_TABLE && marker != START_OF_IMAGE;
      boolean application = marker >= APP0 && marker <= LAST_APP;
      if (!table && !application && marker != COMMENT) {
        throw new RejectedImageException(
            Reason.CORRUPT,
            String.format(
                Locale.ROOT,
                "a marker FF %02X at byte %d, whose length nobody knows",
                marker,
                at - 2));
      }
      segment(marker, table);
    }
  }

  /** As libjpeg: on to the next marker, whatever lies between. Returns -1 at the end. */
  private int nextMarker() {
    while (at + 1 < bytes.length) {
      int marker = bytes[at + 1] & 0xff;
      if (bytes[at] == (byte) 0xff && marker != 0xff && marker != 0) {
        at += 2;
        return marker;
      }
      at++;
    }
    return -1;
  }

  /** {@code at} is behind the marker; afterwards it is behind the segment and its coded data. */
  private void segment(int marker, boolean table) throws RejectedImageException {
    int length = at + 2 > bytes.length ? 0 : (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    int end = at + length;
    if (length < 2 || end > bytes.length) {
      throw new RejectedImageException(
          Reason.CORRUPT,
          String.format(Locale.ROOT, "the segment at byte %d ends outside of the file", at - 2));
    }
    int content = at + 2;
    if (marker == APP0 && starts(content, end, JFIF) && end - content > JFIF_LENGTH) {
      byte[] header = Arrays.copyOfRange(bytes, content, content + JFIF_LENGTH);
      header[JFIF_LENGTH - 2] = 0; // columns and rows of the thumbnail
      header[JFIF_LENGTH - 1] = 0;
      put(APP0, header);
    } else if (table
        || marker == APP0 && starts(content, end, JFIF)
        || marker == APP2 && starts(content, end, PROFILE)
        || marker == APP14 && starts(content, end, ADOBE)) {
      out.write(0xff);
      out.write(marker);
      out.write(bytes, at, length);
    }
    at = end;
    if (marker == START_OF_SCAN) {
      int next = endOfCodedData(at);
      out.write(bytes, at, next - at);
      at = next;
    }
  }

  private void putOrientation() {
    if (orientation != null) {
      byte[] exif = Arrays.copyOf(EXIF, EXIF.length + orientation.length);
      System.arraycopy(orientation, 0, exif, EXIF.length, orientation.length);
      put(APP1, exif);
      orientation = null;
    }
  }

  private void put(int marker, byte[] content) {
    out.write(0xff);
    out.write(marker);
    out.write(content.length + 2 >> 8);
    out.write(content.length + 2);
    out.writeBytes(content);
  }

  private int endOfCodedData(int from) {
    int end = from;
    while (end < bytes.length) {
      if (bytes[end] != (byte) 0xff) {
        end++;
        continue;
      }
      int next = end + 1;
      while (next < bytes.length && bytes[next] == (byte) 0xff) {
        next++;
      }
      if (next >= bytes.length) {
        return bytes.length;
      }
      int marker = bytes[next] & 0xff;
      if (marker != 0 && (marker < FIRST_RESTART || marker > LAST_RESTART)) {
        return end;
      }
      end = next + 1;
    }
    return bytes.length;
  }

  private boolean starts(int from, int end, byte[] mark) {
    return end - from >= mark.length
        && Arrays.equals(bytes, from, from + mark.length, mark, 0, mark.length);
  }
}
