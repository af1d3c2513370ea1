package io.gleaner.pipeline.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The first frame of an animated WebP (RFC 9649, section 2.7.1.1). As libwebp shows it: at its
 * place on a black canvas, whatever the file's background colour.
 *
 * @param canvasWidth pixels of the whole picture
 * @param canvasHeight pixels of the whole picture
 * @param x column of the frame's left side on the canvas
 * @param y row of the frame's upper side
 * @param width of the frame
 * @param height of the frame
 * @param still the frame as a WebP of its own, without alpha, which nobody looks at
 */
record WebpAnimation(
    int canvasWidth, int canvasHeight, int x, int y, int width, int height, byte[] still) {
  private static final int ANIMATED = 0x02;
  private static final int EXTENDED_HEADER = 20;
  private static final int FIRST_CHUNK = 30;
  private static final int FRAME_HEADER = 16;

  /** What is looked for: the content of the first frame, then its bitstream's chunk. */
  private static final class Found {
    WebpChunks.Span frame;
    String name;
    WebpChunks.Span bitstream;
  }

  static boolean is(byte[] bytes) {
    return (WebpChunks.flags(bytes) & ANIMATED) != 0;
  }

  /**
   * @param bytes for which {@link #is} holds
   * @throws RejectedImageException TRUNCATED where the file is cut before the first frame's end,
   *     CORRUPT where it holds none, or one outside the canvas
   */
  static WebpAnimation of(byte[] bytes) throws RejectedImageException {
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Found found = new Found();
    WebpChunks.forEach(
        bytes,
        FIRST_CHUNK,
        bytes.length,
        (name, span) -> {
          if (name.equals("ANMF") && found.frame == null) {
            found.frame = span;
          }
        });
    if (found.frame == null || found.frame.end() - found.frame.from() < FRAME_HEADER) {
      boolean cut = Integer.toUnsignedLong(data.getInt(4)) + 8 > bytes.length;
      throw cut
          ? new RejectedImageException(Reason.TRUNCATED, "ends before the first frame does")
          : new RejectedImageException(Reason.CORRUPT, "an animation without frames");
    }
    int header = found.frame.from();
    WebpChunks.forEach(
        bytes,
        header + FRAME_HEADER,
        found.frame.end(),
        (name, span) -> {
          if ((name.equals("VP8 ") || name.equals("VP8L")) && found.bitstream == null) {
            found.name = name;
            found.bitstream = span;
          }
        });
    if (found.bitstream == null) {
      throw new RejectedImageException(Reason.CORRUPT, "a frame without pixels");
    }
    WebpAnimation animation =
        new WebpAnimation(
            1 + integer24(data, EXTENDED_HEADER + 4),
            1 + integer24(data, EXTENDED_HEADER + 7),
            2 * integer24(data, header),
            2 * integer24(data, header + 3),
            1 + integer24(data, header + 6),
            1 + integer24(data, header + 9),
            alone(found.name, bytes, found.bitstream));
    if (animation.x + animation.width > animation.canvasWidth
        || animation.y + animation.height > animation.canvasHeight) {
      throw new RejectedImageException(Reason.CORRUPT, "a frame outside the canvas");
    }
    return animation;
  }

  /** Refuses a bitstream whose own header gives another size than the frame's. */
  void checkFrame(int bitstreamWidth, int bitstreamHeight) throws RejectedImageException {
    if (bitstreamWidth != width || bitstreamHeight != height) {
      throw new RejectedImageException(Reason.CORRUPT, "a frame of another size than its pixels");
    }
  }

  /**
   * Returns the canvas with the decoded frame at its place.
   *
   * @param frame of this frame's width and height
   */
  RgbImage onCanvas(RgbImage frame) {
    if (frame.width() == canvasWidth && frame.height() == canvasHeight) {
      return frame;
    }
    byte[] canvas = new byte[Math.multiplyExact(3, Math.multiplyExact(canvasWidth, canvasHeight))];
    for (int row = 0; row < height; row++) {
      System.arraycopy(
          frame.rgb(), 3 * row * width, canvas, 3 * ((y + row) * canvasWidth + x), 3 * width);
    }
    return new RgbImage(canvasWidth, canvasHeight, canvas);
  }

  private static byte[] alone(String name, byte[] bytes, WebpChunks.Span content) {
    int length = content.end() - content.from();
    int padded = length + (length & 1);
    return ByteBuffer.allocate(20 + padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(12 + padded)
        .put(("WEBP" + name).getBytes(StandardCharsets.US_ASCII))
        .putInt(length)
        .put(bytes, content.from(), length)
        .array();
  }

  private static int integer24(ByteBuffer data, int at) {
    return Short.toUnsignedInt(data.getShort(at)) | Byte.toUnsignedInt(data.get(at + 2)) << 16;
  }
}
