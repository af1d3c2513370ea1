package io.gleaner.pipeline.export.edit;

import io.gleaner.pipeline.image.ImageFormat;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The ICC profile that an image carries (ICC.1:2022, 7.2 and annex B), which says what colours its
 * samples mean.
 */
final class ColourProfile {
  private static final int HEADER = 128;
  private static final int COLOUR_SPACE = 16;
  private static final int LARGEST = 16 << 20;
  private static final int START_OF_SCAN = 0xda;
  private static final byte[] JPEG_MARK = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

  private ColourProfile() {}

  /** Returns the profile, or null where there is none that is whole and of RGB. */
  static byte[] ofRgb(ImageFormat format, byte[] bytes) {
    byte[] profile =
        switch (format) {
          case JPEG -> jpeg(bytes);
          case PNG -> png(bytes);
          case WEBP -> webp(bytes);
          case GIF, BMP, TIFF -> null;
        };
    boolean rgb =
        profile != null
            && profile.length >= HEADER
            && new String(profile, COLOUR_SPACE, 4, StandardCharsets.ISO_8859_1).equals("RGB ");
    return rgb ? profile : null;
  }

  /** Its pieces are numbered from 1, each says how many there are. */
  private static byte[] jpeg(byte[] bytes) {
    TreeMap<Integer, byte[]> pieces = new TreeMap<>();
    int count = 0;
    int at = 2;
    while (at + 4 <= bytes.length && bytes[at] == (byte) 0xff) {
      int marker = bytes[at + 1] & 0xff;
      int end = at + 2 + ((bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff);
      if (marker == START_OF_SCAN || end > bytes.length || end < at + 4) {
        break;
      }
      int from = at + 4 + JPEG_MARK.length;
      if (marker == 0xe2
          && end >= from + 2
          && Arrays.equals(bytes, at + 4, from, JPEG_MARK, 0, JPEG_MARK.length)) {
        pieces.put(bytes[from] & 0xff, Arrays.copyOfRange(bytes, from + 2, end));
        count = bytes[from + 1] & 0xff;
      }
      at = end;
    }
    if (pieces.isEmpty()
        || pieces.firstKey() != 1
        || pieces.lastKey() != count
        || pieces.size() != count) {
      return null;
    }
    ByteArrayOutputStream profile = new ByteArrayOutputStream();
    pieces.values().forEach(profile::writeBytes);
    return profile.toByteArray();
  }

  private static byte[] png(byte[] bytes) {
    ByteBuffer data = ByteBuffer.wrap(bytes);
    int at = 8;
    while (at + 12 <= bytes.length) {
      long length = Integer.toUnsignedLong(data.getInt(at));
      String name = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
      if (length > bytes.length - at - 12 || name.equals("IDAT")) {
        return null;
      }
      int end = at + 8 + (int) length;
      if (name.equals("iCCP")) {
        int zero = at + 8;
        while (zero < end && bytes[zero] != 0) {
          zero++;
        }
        return zero + 2 <= end ? inflated(bytes, zero + 2, end) : null;
      }
      at = end + 4;
    }
    return null;
  }

  private static byte[] inflated(byte[] bytes, int from, int end) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes, from, end - from);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 13];
      while (!inflater.finished() && out.size() <= LARGEST) {
        int got = inflater.inflate(buffer);
        if (got == 0) {
          return null;
        }
        out.write(buffer, 0, got);
      }
      return out.size() <= LARGEST ? out.toByteArray() : null;
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }

  private static byte[] webp(byte[] bytes) {
    return WebpChunkList.of(bytes).chunks().stream()
        .filter(chunk -> chunk.name().equals("ICCP"))
        .map(WebpChunkList.Chunk::content)
        .findFirst()
        .orElse(null);
  }
}
