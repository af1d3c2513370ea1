package io.gleaner.pipeline.export.edit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The chunks of a WebP (RFC 9649, section 2).
 *
 * @param chunks in their order
 */
record WebpChunkList(List<Chunk> chunks) {
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int FRAME_HEADER = 16;
  private static final int EXIF_FLAG = 0x08;
  private static final int XMP_FLAG = 0x04;
  private static final String EXTENDED = "VP8X";
  private static final String EXIF = "EXIF";
  private static final Set<String> KEPT =
      Set.of(EXTENDED, "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP");

  /** A chunk's name and content, without padding. */
  record Chunk(String name, byte[] content) {}

  static WebpChunkList of(byte[] bytes) {
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long riff = 8 + Integer.toUnsignedLong(data.getInt(4));
    return new WebpChunkList(chunks(bytes, RIFF_HEADER, (int) Math.min(bytes.length, riff)));
  }

  private static List<Chunk> chunks(byte[] bytes, int from, int end) {
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Chunk> chunks = new ArrayList<>();
    for (long at = from; at + CHUNK_HEADER <= end; ) {
      long length = Integer.toUnsignedLong(data.getInt((int) at + 4));
      int content = (int) at + CHUNK_HEADER;
      int to = (int) Math.min(end, content + length); // one that is cut stays as far as it goes
      String name = new String(bytes, (int) at, 4, StandardCharsets.ISO_8859_1);
      chunks.add(new Chunk(name, Arrays.copyOfRange(bytes, content, to)));
      at = content + length + (length & 1);
    }
    return chunks;
  }

  /** Whether the first picture is coded with loss. */
  static boolean isLossy(byte[] bytes) {
    for (Chunk chunk : of(bytes).chunks) {
      switch (chunk.name) {
        case "VP8 " -> {
          return true;
        }
        case "VP8L" -> {
          return false;
        }
        case "ANMF" -> {
          return chunks(chunk.content, FRAME_HEADER, chunk.content.length).stream()
              .anyMatch(inner -> inner.name.equals("VP8 "));
        }
        default -> {}
      }
    }
    return true;
  }

  /**
   * Returns a WebP without EXIF, XMP and chunks that no standard names; its pictures are copied
   * byte for byte.
   *
   * @param orientation as the metadata tell it; a tag of it stays where it is not upright
   */
  static byte[] stripped(byte[] bytes, int orientation) {
    boolean tag = OrientationTag.isNeeded(orientation);
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
    for (Chunk chunk : of(bytes).chunks) {
      if (!KEPT.contains(chunk.name)) {
        continue;
      }
      byte[] content = chunk.content;
      if (chunk.name.equals(EXTENDED) && content.length > 0) {
        content = content.clone();
        content[0] = (byte) (content[0] & ~(EXIF_FLAG | XMP_FLAG) | (tag ? EXIF_FLAG : 0));
      }
      put(out, chunk.name, content);
    }
    if (tag) {
      put(out, EXIF, OrientationTag.of(orientation)); // it was told, so the header is extended
    }
    ByteBuffer riff = ByteBuffer.allocate(RIFF_HEADER + out.size()).order(ByteOrder.LITTLE_ENDIAN);
    riff.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(4 + out.size());
    riff.put("WEBP".getBytes(StandardCharsets.US_ASCII)).put(out.toByteArray());
    return riff.array();
  }

  private static void put(ByteArrayOutputStream out, String name, byte[] content) {
    out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(content.length).array());
    out.writeBytes(content);
    if ((content.length & 1) == 1) {
      out.write(0);
    }
  }
}
