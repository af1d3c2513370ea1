package io.gleaner.pipeline.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a WebP's RIFF container says of its first picture (RFC 9649).
 *
 * @param bytes of the whole file
 * @param width of the canvas
 * @param height of the canvas
 * @param animated whether the picture is a frame of an animation
 * @param frame where the first picture is on the canvas
 * @param lossy whether the first picture is coded as VP8
 * @param from where the chunks of an animation's first frame start in {@code bytes}, 0 elsewhere
 * @param to where they end
 */
record WebpFile(
    byte[] bytes,
    int width,
    int height,
    boolean animated,
    Frame frame,
    boolean lossy,
    int from,
    int to) {
  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;
  private static final int EXTENDED_LENGTH = 10;
  private static final int FRAME_HEADER = 16;
  private static final int ALPHA_FLAG = 0x10;
  private static final int PROFILE_FLAG = 0x20;
  private static final String EXTENDED = "VP8X";
  private static final String LOSSY = "VP8 ";
  private static final String LOSSLESS = "VP8L";
  private static final String ANIMATION_FRAME = "ANMF";

  /** A picture's place on the canvas, in pixels. */
  record Frame(int x, int y, int width, int height) {}

  /**
   * @throws RejectedImageException where the container holds no whole header of a picture
   */
  static WebpFile of(byte[] bytes) throws RejectedImageException {
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int end = (int) Math.min(bytes.length, 8 + Integer.toUnsignedLong(data.getInt(4)));
    int[] canvas = null;
    for (int at = RIFF_HEADER; at + CHUNK_HEADER <= end; at = next(data, at, end)) {
      int content = at + CHUNK_HEADER;
      String name = name(bytes, at);
      if (name.equals(EXTENDED) && content + EXTENDED_LENGTH <= end) {
        canvas = new int[] {1 + number24(data, content + 4), 1 + number24(data, content + 7)};
      } else if (name.equals(ANIMATION_FRAME) && canvas != null) {
        return animation(data, canvas, content, Math.min(end, next(data, at, end)));
      } else if (name.equals(LOSSY) || name.equals(LOSSLESS)) {
        int[] size = size(data, at, end);
        int[] whole = canvas == null ? size : canvas;
        Frame frame = new Frame(0, 0, size[0], size[1]);
        return new WebpFile(bytes, whole[0], whole[1], false, frame, name.equals(LOSSY), 0, 0);
      }
    }
    throw unusable(bytes);
  }

  private static WebpFile animation(ByteBuffer data, int[] canvas, int content, int end)
      throws RejectedImageException {
    byte[] bytes = data.array();
    int from = content + FRAME_HEADER;
    for (int at = from; at + CHUNK_HEADER <= end; at = next(data, at, end)) {
      String name = name(bytes, at);
      if (name.equals(LOSSY) || name.equals(LOSSLESS)) {
        int[] size = size(data, at, end);
        if (size[0] != 1 + number24(data, content + 6)
            || size[1] != 1 + number24(data, content + 9)) {
          throw new RejectedImageException(
              Reason.CORRUPT, "its first frame is of another size than its pixels");
        }
        Frame frame =
            new Frame(
                2 * number24(data, content), 2 * number24(data, content + 3), size[0], size[1]);
        return new WebpFile(
            bytes, canvas[0], canvas[1], true, frame, name.equals(LOSSY), from, end);
      }
    }
    throw unusable(bytes);
  }

  /** Returns whether the file ends before its container or its first picture does. */
  static boolean endsEarly(byte[] bytes) {
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.length < RIFF_HEADER + CHUNK_HEADER
        || 8 + Integer.toUnsignedLong(data.getInt(4)) > bytes.length;
  }

  /** Returns a file that holds the first picture alone, without animation or metadata. */
  byte[] still() {
    if (!animated) {
      return bytes;
    }
    boolean alpha = false;
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = from; at + CHUNK_HEADER <= to; at = next(data, at, to)) {
      alpha |= name(bytes, at).equals("ALPH");
    }
    int extended = CHUNK_HEADER + EXTENDED_LENGTH;
    ByteBuffer still =
        ByteBuffer.allocate(RIFF_HEADER + extended + to - from).order(ByteOrder.LITTLE_ENDIAN);
    still.put("RIFF".getBytes(StandardCharsets.US_ASCII));
    still.putInt(still.capacity() - 8);
    still.put("WEBP".getBytes(StandardCharsets.US_ASCII));
    still.put(EXTENDED.getBytes(StandardCharsets.US_ASCII)).putInt(EXTENDED_LENGTH);
    still.putInt(alpha ? ALPHA_FLAG : 0);
    put24(still, frame.width - 1);
    put24(still, frame.height - 1);
    return still.put(bytes, from, to - from).array();
  }

  void requireFrameWithinCanvas() throws RejectedImageException {
    if (frame.x + frame.width > width || frame.y + frame.height > height) {
      throw new RejectedImageException(Reason.CORRUPT, "its first frame is not within its canvas");
    }
  }

  /**
   * Returns the first frame at its place on the canvas, which is black elsewhere, as libwebp shows
   * it whatever the file's background colour.
   *
   * @param picture the decoded frame
   */
  RgbImage onCanvas(RgbImage picture) {
    if (picture.width() == width && picture.height() == height) {
      return picture;
    }
    byte[] canvas = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    for (int row = 0; row < picture.height(); row++) {
      System.arraycopy(
          picture.rgb(),
          3 * row * picture.width(),
          canvas,
          3 * ((frame.y + row) * width + frame.x),
          3 * picture.width());
    }
    return new RgbImage(width, height, canvas);
  }

  /** Returns the image without its ICC profile, for decoders that would apply it. */
  static byte[] withoutProfile(byte[] bytes) {
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[] copy = null;
    for (int at = RIFF_HEADER;
        at + CHUNK_HEADER <= bytes.length;
        at = next(data, at, bytes.length)) {
      if (name(bytes, at).equals("ICCP")) {
        copy = copy == null ? bytes.clone() : copy;
        copy[at] = 'x'; // a chunk that no reader knows
      }
    }
    if (copy != null && name(copy, RIFF_HEADER).equals(EXTENDED)) {
      copy[RIFF_HEADER + CHUNK_HEADER] &= ~PROFILE_FLAG;
    }
    return copy == null ? bytes : copy;
  }

  static RejectedImageException unusable(byte[] bytes) {
    return endsEarly(bytes)
        ? new RejectedImageException(Reason.TRUNCATED, "the file ends before its picture")
        : new RejectedImageException(Reason.CORRUPT, "the container holds no picture");
  }

  /** Returns the size that a picture's own header says (RFC 6386, 9.1; RFC 9649, 3.4). */
  private static int[] size(ByteBuffer data, int at, int end) throws RejectedImageException {
    int content = at + CHUNK_HEADER;
    if (content + EXTENDED_LENGTH > end) {
      throw unusable(data.array());
    }
    if (name(data.array(), at).equals(LOSSY)) {
      return new int[] {data.getShort(content + 6) & 0x3fff, data.getShort(content + 8) & 0x3fff};
    }
    int bits = data.getInt(content + 1);
    return new int[] {1 + (bits & 0x3fff), 1 + (bits >>> 14 & 0x3fff)};
  }

  /** Chunks start at even places. */
  private static int next(ByteBuffer data, int at, int end) {
    long length = Integer.toUnsignedLong(data.getInt(at + 4));
    return (int) Math.min(end, at + CHUNK_HEADER + length + (length & 1));
  }

  private static String name(byte[] bytes, int at) {
    return new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
  }

  private static int number24(ByteBuffer data, int at) {
    return data.getShort(at) & 0xffff | (data.get(at + 2) & 0xff) << 16;
  }

  private static void put24(ByteBuffer data, int number) {
    data.putShort((short) number).put((byte) (number >> 16));
  }
}
