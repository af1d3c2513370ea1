package io.gleaner.pipeline.image;

final class TiffLayout {
  private TiffLayout() {}

  static void check(byte[] bytes) throws RejectedImageException {}
}
