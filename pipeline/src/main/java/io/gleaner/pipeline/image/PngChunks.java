package io.gleaner.pipeline.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * EXIF and XMP of a PNG, before or after its pixels: the chunk {@code eXIf}, ImageMagick's text
 * {@code Raw profile type exif}, and the text {@code XML:com.adobe.xmp}. As in Pillow the chunk
 * goes before the text, the last of several counts, and {@code Raw profile type APP1} is not read.
 */
final class PngChunks {
  private static final int SIGNATURE = 8;
  private static final int FRAME = 12;
  private static final int TEXT_BYTES = 1 << 20;
  private static final String RAW_PROFILE = "Raw profile type exif";
  private static final String PACKET = "XML:com.adobe.xmp";

  private byte[] exif;
  private byte[] rawProfile;
  private byte[] xmp;

  private PngChunks() {}

  static ImageMetadata metadata(byte[] bytes) {
    PngChunks chunks = new PngChunks();
    ByteBuffer data = ByteBuffer.wrap(bytes);
    int at = SIGNATURE;
    while (at + FRAME <= bytes.length) {
      long length = Integer.toUnsignedLong(data.getInt(at));
      if (length > bytes.length - at - FRAME) {
        break;
      }
      String name = new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1);
      int content = at + 8;
      int end = content + (int) length;
      if (name.equals("IEND")) {
        break;
      }
      chunks.take(name, bytes, content, end);
      at = end + 4;
    }
    return new ImageMetadata(
        chunks.exif != null ? chunks.exif : fromHex(chunks.rawProfile), chunks.xmp);
  }

  private void take(String name, byte[] bytes, int from, int end) {
    switch (name) {
      case "eXIf" -> exif = Arrays.copyOfRange(bytes, from, end);
      case "tEXt", "zTXt", "iTXt" -> {
        int key = zero(bytes, from, end);
        if (key < 0) {
          return;
        }
        String keyword = new String(bytes, from, key - from, StandardCharsets.ISO_8859_1);
        if (keyword.equals(RAW_PROFILE) || keyword.equals(PACKET)) {
          byte[] text = text(name, bytes, key + 1, end);
          if (text != null && keyword.equals(PACKET)) {
            xmp = text;
          } else if (text != null) {
            rawProfile = text;
          }
        }
      }
      default -> {}
    }
  }

  /** Returns the text that follows a keyword, null where it cannot be read. */
  private static byte[] text(String chunk, byte[] bytes, int from, int end) {
    if (chunk.equals("tEXt")) {
      return Arrays.copyOfRange(bytes, from, end);
    }
    if (chunk.equals("zTXt")) {
      return from < end && bytes[from] == 0 ? inflated(bytes, from + 1, end) : null;
    }
    if (end - from < 2) {
      return null;
    }
    int language = zero(bytes, from + 2, end);
    int translated = language < 0 ? -1 : zero(bytes, language + 1, end);
    if (translated < 0) {
      return null;
    }
    if (bytes[from] == 0) {
      return Arrays.copyOfRange(bytes, translated + 1, end);
    }
    return bytes[from + 1] == 0 ? inflated(bytes, translated + 1, end) : null;
  }

  private static byte[] inflated(byte[] bytes, int from, int end) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes, from, end - from);
      byte[] text = new byte[TEXT_BYTES];
      return Arrays.copyOf(text, inflater.inflate(text));
    } catch (DataFormatException e) {
      return null;
    } finally {
      inflater.end();
    }
  }

  /** The text is an empty line, the profile's name, its length, then hexadecimal digits. */
  private static byte[] fromHex(byte[] rawProfile) {
    if (rawProfile == null) {
      return null;
    }
    String[] lines = new String(rawProfile, StandardCharsets.ISO_8859_1).split("\n", 4);
    try {
      return lines.length < 4
          ? null
          : HexFormat.of().parseHex(lines[3].replaceAll("[ \\t\\n\\r\\f\\u000b]", ""));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static int zero(byte[] bytes, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }
}
