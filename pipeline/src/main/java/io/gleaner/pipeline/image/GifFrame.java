package io.gleaner.pipeline.image;

import java.util.Arrays;

/**
 * The first frame of a GIF on its canvas, as Pillow shows it: what the frame leaves free has the
 * colour that the frame's palette gives its transparent index, else index 0. Indices beyond the
 * palette, and a frame without one, are shades of grey. Memory: 4 bytes a pixel of the canvas.
 */
final class GifFrame {
  private static final int COLOURS = 256;

  private final GifBytes input;
  private int[] palette = greys();
  private int transparent;

  private GifFrame(GifBytes input) {
    this.input = input;
  }

  /**
   * @param bytes that start as a GIF
   * @param admission asked with the canvas, before pixels are allocated
   */
  static RgbImage decode(byte[] bytes, Admission admission) throws RejectedImageException {
    return new GifFrame(new GifBytes(bytes)).decode(admission);
  }

  private RgbImage decode(Admission admission) throws RejectedImageException {
    input.skip(6);
    int width = input.next16();
    int height = input.next16();
    int flags = input.next();
    input.skip(2);
    if ((flags & 0x80) != 0) {
      palette = readPalette(flags);
    }
    skipToImage();
    int x = input.next16();
    int y = input.next16();
    int frameWidth = input.next16();
    int frameHeight = input.next16();
    width = Math.max(width, x + frameWidth);
    height = Math.max(height, y + frameHeight);
    if (frameWidth == 0 || frameHeight == 0) {
      throw new RejectedImageException(Reason.CORRUPT, "a first frame without pixels");
    }
    admission.ask(width, height, 1, 0);
    flags = input.next();
    if ((flags & 0x80) != 0) {
      palette = readPalette(flags);
    }
    byte[] indices = new byte[Math.multiplyExact(width, height)];
    Arrays.fill(indices, (byte) transparent);
    new GifPixels(
            input, indices, y * width + x, width, frameWidth, frameHeight, (flags & 0x40) != 0)
        .decode();
    byte[] rgb = new byte[Math.multiplyExact(3, indices.length)];
    for (int i = 0, out = 0; i < indices.length; i++) {
      int colour = palette[indices[i] & 0xff];
      rgb[out++] = (byte) (colour >> 16);
      rgb[out++] = (byte) (colour >> 8);
      rgb[out++] = (byte) colour;
    }
    return new RgbImage(width, height, rgb);
  }

  /** Goes over extensions, of which the graphic control names the transparent index. */
  private void skipToImage() throws RejectedImageException {
    while (true) {
      int introducer = input.next();
      if (introducer == ',') {
        return;
      }
      if (introducer == ';') {
        throw new RejectedImageException(Reason.CORRUPT, "a GIF without frames");
      }
      if (introducer == '!') {
        int label = input.next();
        int length = input.next();
        if (label == 0xf9 && length >= 4) {
          int flags = input.next();
          input.skip(2);
          int index = input.next();
          transparent = (flags & 1) != 0 ? index : transparent;
          input.skip(length - 4);
          length = input.next();
        }
        while (length != 0) {
          input.skip(length);
          length = input.next();
        }
      }
    }
  }

  private int[] readPalette(int flags) throws RejectedImageException {
    int[] colours = greys();
    int count = 2 << (flags & 7);
    for (int i = 0; i < count; i++) {
      colours[i] = input.next() << 16 | input.next() << 8 | input.next();
    }
    return colours;
  }

  private static int[] greys() {
    int[] greys = new int[COLOURS];
    for (int i = 0; i < COLOURS; i++) {
      greys[i] = i * 0x010101;
    }
    return greys;
  }
}
