package io.gleaner.pipeline.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** EXIF and XMP of a JPEG: its APP1 segments up to the first scan (EXIF 2.32, XMP part 3). */
final class JpegSegments {
  private static final int APP1 = 0xe1;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] XMP =
      "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.US_ASCII);

  private JpegSegments() {}

  /** EXIF that is spread over several segments is joined, of several packets the last counts. */
  static ImageMetadata metadata(byte[] bytes) {
    ByteArrayOutputStream exif = null;
    byte[] xmp = null;
    int at = 2;
    while (at + 4 <= bytes.length) {
      if (bytes[at] != (byte) 0xff || bytes[at + 1] == (byte) 0xff || bytes[at + 1] == 0) {
        at++; // padding, or bytes that belong to no segment: as libjpeg, on to the next marker
        continue;
      }
      int marker = bytes[at + 1] & 0xff;
      if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
        break;
      }
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        at += 2; // a marker without a segment
        continue;
      }
      int content = at + 4;
      int end = at + 2 + ((bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff);
      if (end < content || end > bytes.length) {
        break;
      }
      if (marker == APP1 && startsWith(bytes, content, end, EXIF)) {
        int from = exif == null ? content : content + EXIF.length;
        exif = exif == null ? new ByteArrayOutputStream() : exif;
        exif.write(bytes, from, end - from);
      } else if (marker == APP1 && startsWith(bytes, content, end, XMP)) {
        xmp = Arrays.copyOfRange(bytes, content + XMP.length, end);
      }
      at = end;
    }
    return new ImageMetadata(exif == null ? null : exif.toByteArray(), xmp);
  }

  private static boolean startsWith(byte[] bytes, int from, int end, byte[] mark) {
    return end - from >= mark.length
        && Arrays.equals(bytes, from, from + mark.length, mark, 0, mark.length);
  }
}
