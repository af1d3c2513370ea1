package io.gleaner.pipeline.export.edit;

import io.gleaner.pipeline.export.edit.EditOptions.Encoding;
import io.gleaner.pipeline.export.edit.EditOptions.Metadata;
import io.gleaner.pipeline.export.edit.EditOptions.TurnedImages;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.ImageFormat;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.image.Orientation;
import io.gleaner.pipeline.image.Reason;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.image.RgbImage;
import io.gleaner.pipeline.image.SmallPicture;
import java.util.Arrays;

/**
 * Does to images what {@link EditOptions} ask: with equal options, decoder and JDK equal bytes
 * become equal bytes. An image is decoded only where its pixels may change, and encoded again only
 * where they do or where an encoding is asked for; then it is upright 8-bit RGB, as a run's encoder
 * sees it, with the colour profile of the original where that is one of RGB. Memory: what decoding
 * takes, which is bounded for the process.
 */
public final class EditImages implements ImageEdit {
  private static final int UPRIGHT = 1;

  /** Whatever a run took in is taken here; memory is bounded all the same. */
  private static final ImageLimits LIMITS =
      new ImageLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 1, Integer.MAX_VALUE);

  private final EditOptions options;
  private final DecoderChoice choice;
  private transient ImageDecoder decoder;

  /**
   * @param choice what decodes JPEG, PNG and WebP
   */
  public EditImages(EditOptions options, DecoderChoice choice) {
    this.options = options;
    this.choice = options.decodes() ? choice.settled() : choice; // which loads the decoder
  }

  @Override
  public boolean keepsBytes() {
    return options.keepsBytes();
  }

  @Override
  public String description() {
    if (options.keepsBytes()) {
      return new OriginalBytes().description();
    }
    return options.decodes()
        ? options.description() + "; decoded by " + choice.version()
        : options.description();
  }

  @Override
  public ExportImage apply(ExportImage original) throws RejectedImageException {
    if (options.keepsBytes()) {
      return original;
    }
    byte[] bytes = original.bytes();
    try {
      ImageFormat format = ImageFormat.of(bytes);
      boolean turn =
          options.orientation() == TurnedImages.APPLY && Orientation.of(format, bytes) != UPRIGHT;
      boolean unstrippable = options.metadata() == Metadata.STRIP && format == ImageFormat.TIFF;
      boolean always = options.encoding() != Encoding.ORIGINAL || turn || unstrippable;
      if (always || options.shortest() > 0) {
        ExportImage encoded =
            decoder().decode(bytes, decoded -> encoded(bytes, format, decoded.image(), always));
        if (encoded != null) {
          return encoded;
        }
      }
      return options.metadata() == Metadata.STRIP ? stripped(original, format) : original;
    } catch (IndexOutOfBoundsException e) {
      throw new RejectedImageException(Reason.CORRUPT, "its headers lead out of the file");
    }
  }

  /** Returns null where the picture is no larger than asked and its bytes can stay. */
  private ExportImage encoded(byte[] bytes, ImageFormat format, RgbImage image, boolean always) {
    RgbImage sized =
        options.shortest() > 0 ? SmallPicture.ofShortest(image, options.shortest()) : image;
    if (!always && sized == image) {
      return null;
    }
    byte[] profile = ColourProfile.ofRgb(format, bytes);
    boolean jpeg =
        switch (options.encoding()) {
          case ORIGINAL -> isLossy(format, bytes);
          case JPEG -> true;
          case PNG -> false;
        };
    return jpeg
        ? new ExportImage(
            PictureEncoder.jpeg(sized, options.quality(), profile),
            ExportImage.extension(ImageFormat.JPEG.label()),
            sized.width(),
            sized.height())
        : new ExportImage(
            PictureEncoder.png(sized, profile),
            ExportImage.extension(ImageFormat.PNG.label()),
            sized.width(),
            sized.height());
  }

  private static boolean isLossy(ImageFormat format, byte[] bytes) {
    return switch (format) {
      case JPEG -> true;
      case WEBP -> WebpChunkList.isLossy(bytes);
      case PNG, GIF, BMP, TIFF -> false;
    };
  }

  private static ExportImage stripped(ExportImage original, ImageFormat format)
      throws RejectedImageException {
    byte[] bytes = original.bytes();
    int orientation = Orientation.of(format, bytes);
    byte[] stripped =
        switch (format) {
          case JPEG -> StrippedJpeg.of(bytes, orientation);
          case PNG -> StrippedPng.of(bytes, orientation);
          case WEBP -> WebpChunkList.stripped(bytes, orientation);
          case GIF -> StrippedGif.of(bytes);
          case BMP -> bytes;
          case TIFF -> throw new IllegalStateException("a TIFF is encoded anew");
        };
    return Arrays.equals(stripped, bytes)
        ? original
        : new ExportImage(stripped, original.extension(), original.width(), original.height());
  }

  private synchronized ImageDecoder decoder() {
    if (decoder == null) {
      decoder = ImageDecoder.of(choice, LIMITS);
    }
    return decoder;
  }
}
