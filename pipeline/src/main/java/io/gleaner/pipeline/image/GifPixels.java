package io.gleaner.pipeline.image;

/**
 * Decodes the pixels of one frame of a GIF: LZW with codes of up to 12 bits (GIF89a, appendix F),
 * rows in order or in four interlaced passes.
 */
final class GifPixels {
  private static final int LARGEST_CODE_BITS = 12;
  private static final int TABLE = 1 << LARGEST_CODE_BITS;
  private static final int[] FIRST_ROW = {0, 4, 2, 1};
  private static final int[] ROW_STEP = {8, 8, 4, 2};

  private final GifBytes input;
  private final byte[] indices;
  private final int start;
  private final int stride;
  private final int width;
  private final int height;
  private final boolean interlaced;

  private final short[] prefix = new short[TABLE];
  private final byte[] last = new byte[TABLE];
  private final byte[] stack = new byte[TABLE + 1];
  private int bits;
  private int bitCount;
  private int x;
  private int y;
  private int pass;

  /**
   * @param indices of the canvas, written where the frame lies
   * @param start of the frame's first pixel in them
   * @param stride of the canvas's rows
   */
  GifPixels(
      GifBytes input,
      byte[] indices,
      int start,
      int stride,
      int width,
      int height,
      boolean interlaced) {
    this.input = input;
    this.indices = indices;
    this.start = start;
    this.stride = stride;
    this.width = width;
    this.height = height;
    this.interlaced = interlaced;
  }

  /** Reads until the frame is full; what follows is not looked at. */
  void decode() throws RejectedImageException {
    int rootBits = input.next();
    if (rootBits > LARGEST_CODE_BITS - 1) {
      throw new RejectedImageException(Reason.CORRUPT, "codes of " + (rootBits + 1) + " bits");
    }
    int clear = 1 << rootBits;
    int end = clear + 1;
    int codeBits = rootBits + 1;
    int next = clear + 2;
    int previous = -1;
    byte first = 0;
    while (true) {
      int code = nextCode(codeBits);
      if (code == clear) {
        codeBits = rootBits + 1;
        next = clear + 2;
        previous = -1;
        continue;
      }
      if (code == end) {
        throw new RejectedImageException(Reason.TRUNCATED, "the first frame lacks pixels");
      }
      if (previous < 0 ? code > clear : code > next) {
        throw new RejectedImageException(Reason.CORRUPT, "a code that is not in use");
      }
      int depth = 0;
      int rest = code;
      if (code
          == next) { // the string that this very code completes: the previous one and its start
        stack[depth++] = first;
        rest = previous;
      }
      while (rest > end) {
        stack[depth++] = last[rest];
        rest = prefix[rest];
      }
      first = (byte) rest;
      stack[depth++] = first;
      if (previous >= 0 && next < TABLE) {
        prefix[next] = (short) previous;
        last[next] = first;
        next++;
        if (next == 1 << codeBits && codeBits < LARGEST_CODE_BITS) {
          codeBits++;
        }
      }
      previous = code;
      while (depth > 0) {
        if (put(stack[--depth])) {
          return;
        }
      }
    }
  }

  private int nextCode(int codeBits) throws RejectedImageException {
    while (bitCount < codeBits) {
      bits |= input.nextOfBlocks() << bitCount;
      bitCount += 8;
    }
    int code = bits & ((1 << codeBits) - 1);
    bits >>>= codeBits;
    bitCount -= codeBits;
    return code;
  }

  /** Returns whether that was the last pixel. */
  private boolean put(byte index) {
    indices[start + y * stride + x] = index;
    if (++x < width) {
      return false;
    }
    x = 0;
    if (!interlaced) {
      return ++y == height;
    }
    y += ROW_STEP[pass];
    while (y >= height) {
      if (++pass == ROW_STEP.length) {
        return true;
      }
      y = FIRST_ROW[pass];
    }
    return false;
  }
}
