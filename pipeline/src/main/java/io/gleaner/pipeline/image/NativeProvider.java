package io.gleaner.pipeline.image;

import java.io.IOException;

/**
 * JPEG, PNG and WebP by libjpeg-turbo, libpng and libwebp, as Pillow decodes them; what these are
 * not asked for (CMYK, 12 and 16 bits, palettes, other formats) by ImageIO.
 */
final class NativeProvider implements PixelProvider {
  /** The library's word of a pixel. */
  private static final int WORD = 4;

  /** A word, and coefficients of 16 bits in three channels that are kept between scans. */
  private static final int PROGRESSIVE = WORD + 6;

  /** A word, and the samples of all rows. */
  private static final int PNG = WORD + 4;

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
  public StoredPixels read(
      ImageFormat format, byte[] bytes, Admission admission, Reduction reduction)
      throws IOException, RejectedImageException {
    return switch (format) {
      case JPEG -> jpeg(bytes, admission, reduction);
      case PNG -> StoredPixels.all(png(bytes, admission));
      case WEBP -> StoredPixels.all(webp(bytes, admission));
      case GIF, BMP, TIFF -> StoredPixels.all(others.read(format, bytes, admission));
    };
  }

  /** Memory is asked for as for all pixels, also where fewer are decoded. */
  private StoredPixels jpeg(byte[] bytes, Admission admission, Reduction reduction)
      throws IOException, RejectedImageException {
    JpegHeader header = JpegHeader.of(bytes);
    if (header == null || !header.isCommon() || (long) header.width() * header.height() > LARGEST) {
      return StoredPixels.all(others.read(ImageFormat.JPEG, bytes, admission));
    }
    int outside = header.isProgressive() ? PROGRESSIVE : WORD;
    admission.ask(header.width(), header.height(), 0, outside);
    if (!JpegHeader.endsWithItsMarker(bytes)) {
      refuseCut(bytes); // before libjpeg writes a line of its own to the standard error
    }
    int denominator = reduction.denominator(header.width(), header.height());
    int[] warnings = new int[1];
    RgbImage image = library.jpeg(bytes, denominator, warnings);
    if (image == null || warnings[0] > 0) {
      refuseCut(bytes);
    }
    if (image == null) {
      throw new RejectedImageException(Reason.CORRUPT, "libjpeg-turbo refuses its content");
    }
    int width = Reduction.divided(header.width(), denominator);
    int height = Reduction.divided(header.height(), denominator);
    return new StoredPixels(checked(image, width, height), header.width(), header.height());
  }

  private static void refuseCut(byte[] jpeg) throws RejectedImageException {
    if (JpegHeader.endsEarly(jpeg)) {
      throw new RejectedImageException(
          Reason.TRUNCATED, "the file ends before the marker that ends its image");
    }
  }

  /** What libpng refuses ImageIO may know to be cut, or have pixels of. */
  private RgbImage png(byte[] bytes, Admission admission)
      throws IOException, RejectedImageException {
    PngFile file = PngFile.of(bytes);
    if (file.isCommon() && (long) file.width() * file.height() <= LARGEST) {
      admission.ask(file.width(), file.height(), 0, PNG);
      byte[] pixels = file.pixelsAlone();
      RgbImage image = pixels == null ? null : library.png(pixels);
      if (image != null) {
        return checked(image, file.width(), file.height());
      }
    }
    return others.read(ImageFormat.PNG, bytes, admission);
  }

  private RgbImage webp(byte[] bytes, Admission admission) throws RejectedImageException {
    WebpFile file = WebpFile.of(bytes);
    admission.ask(file.width(), file.height(), file.animated() ? 3 : 0, WEBP);
    file.requireFrameWithinCanvas();
    WebpFile.Frame frame = file.frame();
    RgbImage image = library.webp(file.still());
    if (image == null) {
      throw WebpFile.endsEarly(bytes)
          ? new RejectedImageException(Reason.TRUNCATED, "the file ends before its picture")
          : new RejectedImageException(Reason.CORRUPT, "libwebp refuses its content");
    }
    RgbImage picture = checked(image, frame.width(), frame.height());
    return file.animated() ? file.onCanvas(picture) : picture;
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
