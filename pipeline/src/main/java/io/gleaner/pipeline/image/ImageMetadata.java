package io.gleaner.pipeline.image;

/**
 * What an image's container holds beside its pixels and Gleaner looks at; either may be null.
 *
 * @param exif starting with the header of TIFF, or with one or two {@code Exif\0\0} before it
 * @param xmp a packet of XML
 */
record ImageMetadata(byte[] exif, byte[] xmp) {
  static final ImageMetadata NONE = new ImageMetadata(null, null);

  /** Walks the segments or chunks of {@code bytes}; damaged ones end the walk. */
  static ImageMetadata of(ImageFormat format, byte[] bytes) {
    return switch (format) {
      case JPEG -> JpegSegments.metadata(bytes);
      case PNG -> PngChunks.metadata(bytes);
      case WEBP -> WebpChunks.metadata(bytes);
      case TIFF -> tiff(bytes);
      case GIF, BMP -> NONE;
    };
  }

  private static ImageMetadata tiff(byte[] bytes) {
    ImageFileDirectory directory = ImageFileDirectory.of(bytes, 0, bytes.length);
    return directory == null ? NONE : new ImageMetadata(bytes, directory.bytes(TiffTags.XMP));
  }
}
