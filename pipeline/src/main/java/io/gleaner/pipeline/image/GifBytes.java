package io.gleaner.pipeline.image;

/** A GIF from its start on; reading beyond its end rejects it as TRUNCATED. */
final class GifBytes {
  private final byte[] bytes;
  private int at;
  private int leftInBlock;

  GifBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  int next() throws RejectedImageException {
    if (at >= bytes.length) {
      throw ends();
    }
    return bytes[at++] & 0xff;
  }

  int next16() throws RejectedImageException {
    return next() | next() << 8;
  }

  void skip(int count) throws RejectedImageException {
    if (count > bytes.length - at) {
      throw ends();
    }
    at += count;
  }

  /** Returns the next byte of a frame's pixels, which are cut into blocks of up to 255. */
  int nextOfBlocks() throws RejectedImageException {
    if (leftInBlock == 0) {
      leftInBlock = next();
      if (leftInBlock == 0) {
        throw new RejectedImageException(Reason.TRUNCATED, "the first frame lacks pixels");
      }
    }
    leftInBlock--;
    return next();
  }

  private static RejectedImageException ends() {
    return new RejectedImageException(Reason.TRUNCATED, "ends before the first frame does");
  }
}
