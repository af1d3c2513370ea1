package io.gleaner.pipeline.export.edit;

import io.gleaner.pipeline.export.edit.EditOptions.Encoding;
import io.gleaner.pipeline.export.edit.EditOptions.Metadata;
import io.gleaner.pipeline.export.edit.EditOptions.TurnedImages;
import io.gleaner.pipeline.export.edit.EditedImage.Change;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.ImageFormat;
import io.gleaner.pipeline.image.Orientation;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.image.RgbImage;
import io.gleaner.pipeline.image.SmallPicture;
import java.util.Arrays;

/**
 * Does to encoded images what {@link EditOptions} ask, one at a time: with equal options, decoder
 * and JDK equal bytes become equal bytes. An image is decoded only where pixels may change, and
 * encoded again only where they do or where an encoding is asked for; then it is upright 8-bit RGB,
 * as an encoder of a run sees it, with the colour profile of the original where that is one of RGB.
 * Thread-safe. Memory: what decoding takes, which the decoder bounds for the process.
 */
public final class ImageEdit {
  private static final int UPRIGHT = 1;

  private final EditOptions options;
  private final ImageDecoder decoder;

  public ImageEdit(EditOptions options, ImageDecoder decoder) {
    this.options = options;
    this.decoder = decoder;
  }

  /**
   * Returns an image as it leaves.
   *
   * @param bytes encoded; nobody writes to them
   * @throws UneditableImageException where it cannot be done to this image
   */
  public EditedImage apply(byte[] bytes) throws UneditableImageException {
    try {
      ImageFormat format = ImageFormat.of(bytes);
      if (options.keepsBytes()) {
        return new EditedImage(bytes, format, Change.NONE, 0, 0);
      }
      boolean turn =
          options.orientation() == TurnedImages.APPLY && Orientation.of(format, bytes) != UPRIGHT;
      boolean unstrippable = options.metadata() == Metadata.STRIP && format == ImageFormat.TIFF;
      boolean always = options.encoding() != Encoding.ORIGINAL || turn || unstrippable;
      if (always || options.shortest() > 0) {
        EditedImage encoded =
            decoder.decode(bytes, decoded -> encoded(bytes, format, decoded.image(), always));
        if (encoded != null) {
          return encoded;
        }
      }
      return options.metadata() == Metadata.STRIP
          ? stripped(bytes, format)
          : new EditedImage(bytes, format, Change.NONE, 0, 0);
    } catch (RejectedImageException e) {
      throw new UneditableImageException(e.getMessage());
    } catch (IndexOutOfBoundsException e) {
      throw new UneditableImageException("its headers lead out of the file");
    }
  }

  /** Returns null where the picture is no larger than asked and its bytes can stay. */
  private EditedImage encoded(byte[] bytes, ImageFormat format, RgbImage image, boolean always) {
    RgbImage sized =
        options.shortest() > 0 ? SmallPicture.ofShortest(image, options.shortest()) : image;
    if (!always && sized == image) {
      return null;
    }
    ImageFormat target =
        switch (options.encoding()) {
          case ORIGINAL -> family(format, bytes);
          case JPEG -> ImageFormat.JPEG;
          case PNG -> ImageFormat.PNG;
        };
    byte[] profile = ColourProfile.ofRgb(format, bytes);
    byte[] encoded =
        target == ImageFormat.JPEG
            ? PictureEncoder.jpeg(sized, options.quality(), profile)
            : PictureEncoder.png(sized, profile);
    return new EditedImage(encoded, target, Change.ENCODED, sized.width(), sized.height());
  }

  private static ImageFormat family(ImageFormat format, byte[] bytes) {
    return switch (format) {
      case JPEG -> ImageFormat.JPEG;
      case WEBP -> WebpChunkList.isLossy(bytes) ? ImageFormat.JPEG : ImageFormat.PNG;
      case PNG, GIF, BMP, TIFF -> ImageFormat.PNG;
    };
  }

  private static EditedImage stripped(byte[] bytes, ImageFormat format)
      throws UneditableImageException {
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
    boolean same = Arrays.equals(stripped, bytes);
    return new EditedImage(
        same ? bytes : stripped, format, same ? Change.NONE : Change.STRIPPED, 0, 0);
  }
}
