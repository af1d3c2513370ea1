package io.gleaner.pipeline.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;

/** The chunks of a WebP's RIFF container (RFC 9649, section 2). */
final class WebpChunks {
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final Map<String, Integer> FLAGS = Map.of("EXIF", 0x08, "XMP ", 0x04);

  private byte[] exif;
  private byte[] xmp;

  private WebpChunks() {}

  /** As libwebp: the first chunk of a name, and only where the header's flags announce it. */
  static ImageMetadata metadata(byte[] bytes) {
    int flags = flags(bytes);
    WebpChunks chunks = new WebpChunks();
    forEach(
        bytes,
        RIFF_HEADER,
        bytes.length,
        (name, span) -> {
          if ((flags & FLAGS.getOrDefault(name, 0)) == 0) {
            return;
          }
          byte[] content = Arrays.copyOfRange(bytes, span.from, span.end);
          if (name.equals("EXIF") && chunks.exif == null) {
            chunks.exif = content;
          } else if (name.equals("XMP ") && chunks.xmp == null) {
            chunks.xmp = content;
          }
        });
    return new ImageMetadata(chunks.exif, chunks.xmp);
  }

  /** Returns the flags of the extended header, 0 where there is none. */
  static int flags(byte[] bytes) {
    boolean extended =
        bytes.length >= RIFF_HEADER + CHUNK_HEADER + 10
            && new String(bytes, RIFF_HEADER, 4, StandardCharsets.ISO_8859_1).equals("VP8X");
    return extended ? bytes[RIFF_HEADER + CHUNK_HEADER] & 0xff : 0;
  }

  /** Where a chunk's content is. */
  record Span(int from, int end) {}

  /** Calls {@code each} with name and content of every chunk that is whole. */
  static void forEach(byte[] bytes, int from, int end, BiConsumer<String, Span> each) {
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long at = from;
    while (at + CHUNK_HEADER <= end) {
      long length = Integer.toUnsignedLong(data.getInt((int) at + 4));
      long content = at + CHUNK_HEADER;
      if (content + length > end) {
        break;
      }
      each.accept(
          new String(bytes, (int) at, 4, StandardCharsets.ISO_8859_1),
          new Span((int) content, (int) (content + length)));
      at = content + length + (length & 1);
    }
  }
}
