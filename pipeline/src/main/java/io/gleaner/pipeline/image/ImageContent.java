package io.gleaner.pipeline.image;

/** Tells images from other bytes by how they start. */
public final class ImageContent {
  private ImageContent() {}

  /** Returns whether bytes start as an image does, be it of a format that is not read. */
  public static boolean isImage(byte[] bytes) {
    try {
      ImageFormat.of(bytes);
      return true;
    } catch (RejectedImageException e) {
      return e.reason() == Reason.UNSUPPORTED_FORMAT;
    }
  }
}
