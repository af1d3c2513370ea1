package io.gleaner.pipeline.image;

import java.io.IOException;

/**
 * JPEG and WebP by libjpeg-turbo and libwebp, as Pillow decodes them; what these are not asked for
 * (CMYK, 12 bits, other formats) by ImageIO.
 */
final class NativeProvider implements PixelProvider {
  /** The library's word of a pixel. */
  private static final int WORD = 4;

  /** A word, and coefficients of 16 bits in three channels that are kept between scans. */
  private static final int PROGRESSIVE = WORD + 6;

  /** A word, another one while transforms are undone, and a plane of alpha. */
  private static final int WEBP = WORD + 5;

  /** What one image of the library can hold: 2 GiB of words. */
  private static final long LARGEST = (1L << 29) - 1;

  private final Leptonica library;
  private final ImageIoProvider others = new ImageIoProvider();

  NativeProvider(Leptonica library) {
    this.library = library;
  }

  @Override
  public RgbImage read(ImageFormat format, byte[] bytes, Admission admission)
      throws IOException, RejectedImageException {
    return switch (format) {
      case JPEG -> jpeg(bytes, admission);
      case WEBP -> webp(bytes, admission);
      case PNG, GIF, BMP, TIFF -> others.read(format, bytes, admission);
    };
  }

  private RgbImage jpeg(byte[] bytes, Admission admission)
      throws IOException, RejectedImageException {
    JpegHeader header = JpegHeader.of(bytes);
    if (header == null || !header.isCommon() || (long) header.width() * header.height() > LARGEST) {
      return others.read(ImageFormat.JPEG, bytes, admission);
    }
    int outside = header.isProgressive() ? PROGRESSIVE : WORD;
    admission.ask(header.width(), header.height(), 0, outside);
    if (!JpegHeader.endsWithItsMarker(bytes)) {
      refuseCut(bytes); // before libjpeg writes a line of its own to the standard error
    }
    int[] warnings = new int[1];
    RgbImage image = library.jpeg(bytes, warnings);
    if (image == null || warnings[0] > 0) {
      refuseCut(bytes);
    }
    if (image == null) {
      throw new RejectedImageException(Reason.CORRUPT, "libjpeg-turbo refuses its content");
    }
    return checked(image, header.width(), header.height());
  }

  private static void refuseCut(byte[] jpeg) throws RejectedImageException {
    if (JpegHeader.endsEarly(jpeg)) {
      throw new RejectedImageException(
          Reason.TRUNCATED, "the file ends before the marker that ends its image");
    }
  }

  private RgbImage webp(byte[] bytes, Admission admission) throws RejectedImageException {
    WebpFile file = WebpFile.of(bytes);
    admission.ask(file.width(), file.height(), file.animated() ? 3 : 0, WEBP);
    WebpFile.Frame frame = file.frame();
    if ((long) frame.width() * frame.height() > (long) file.width() * file.height()) {
      throw new RejectedImageException(Reason.CORRUPT, "its picture is larger than its canvas");
    }
    RgbImage image = library.webp(file.still());
    if (image == null) {
      throw WebpFile.endsEarly(bytes)
          ? new RejectedImageException(Reason.TRUNCATED, "the file ends before its picture")
          : new RejectedImageException(Reason.CORRUPT, "libwebp refuses its content");
    }
    RgbImage picture = checked(image, frame.width(), frame.height());
    return file.animated() ? onCanvas(picture, file) : picture;
  }

  /** Returns the first frame where it is on the canvas, which is black elsewhere, as Pillow's. */
  private static RgbImage onCanvas(RgbImage picture, WebpFile file) throws RejectedImageException {
    WebpFile.Frame frame = file.frame();
    if (frame.x() + picture.width() > file.width()
        || frame.y() + picture.height() > file.height()) {
      throw new RejectedImageException(Reason.CORRUPT, "its first frame is not within its canvas");
    }
    if (picture.width() == file.width() && picture.height() == file.height()) {
      return picture;
    }
    byte[] canvas = new byte[3 * file.width() * file.height()]; // admitted, so within an int
    for (int y = 0; y < picture.height(); y++) {
      System.arraycopy(
          picture.rgb(),
          3 * y * picture.width(),
          canvas,
          3 * ((frame.y() + y) * file.width() + frame.x()),
          3 * picture.width());
    }
    return new RgbImage(file.width(), file.height(), canvas);
  }

  /** Memory was asked for by our reading of the header: no other size may come out. */
  private static RgbImage checked(RgbImage image, int width, int height)
      throws RejectedImageException {
    if (image.width() != width || image.height() != height) {
      throw new RejectedImageException(
          Reason.CORRUPT,
          "its headers disagree: "
              + width
              + " x "
              + height
              + " and "
              + image.width()
              + " x "
              + image.height());
    }
    return image;
  }

  @Override
  public String version() {
    return library.version() + "; other formats: " + others.version();
  }
}
