package io.gleaner.pipeline.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.io.EOFException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes JPEG, PNG, WebP, GIF, TIFF and BMP into upright RGB, of several frames or pages the
 * first. Limits are checked on the header, before pixels are allocated. Thread-safe, no locks.
 * Memory while it works: up to 7 bytes a pixel.
 */
public final class ImageDecoder {
  private static final Map<ImageFormat, ImageReaderSpi> READERS = readers();

  private final ImageLimits limits;

  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
  }

  /**
   * @param bytes the encoded image
   * @throws RejectedImageException where it cannot be used, with the reason
   */
  public DecodedImage decode(byte[] bytes) throws RejectedImageException {
    ImageFormat format = ImageFormat.of(bytes);
    if (bytes.length > limits.bytes()) {
      throw new RejectedImageException(
          Reason.TOO_MANY_BYTES, bytes.length + " bytes, at most " + limits.bytes());
    }
    RgbImage stored;
    try {
      stored = stored(format, bytes);
    } catch (RejectedImageException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      Reason reason = UnsupportedMessages.in(e) ? Reason.UNSUPPORTED_FORMAT : Reason.CORRUPT;
      throw new RejectedImageException(endsEarly(e) ? Reason.TRUNCATED : reason, detail(e));
    }
    return new DecodedImage(
        Orientation.upright(stored, Orientation.of(format, bytes)), format.label());
  }

  private RgbImage stored(ImageFormat format, byte[] bytes)
      throws IOException, RejectedImageException {
    if (format == ImageFormat.GIF) {
      return GifFrame.decode(bytes, limits);
    }
    if (format == ImageFormat.TIFF) {
      boolean premultiplied = TiffLayout.of(bytes).premultiplied();
      BufferedImage image = read(format, bytes, limits::check);
      return premultiplied ? PremultipliedPixels.of(image) : Pixels.of(image);
    }
    if (format == ImageFormat.WEBP && WebpAnimation.is(bytes)) {
      WebpAnimation animation = WebpAnimation.of(bytes);
      limits.check(animation.canvasWidth(), animation.canvasHeight());
      return animation.onCanvas(Pixels.of(read(format, animation.still(), animation::checkFrame)));
    }
    return Pixels.of(read(format, bytes, limits::check));
  }

  /** What an image's size, by its header, must keep to before pixels are allocated. */
  private interface SizeCheck {
    void check(int width, int height) throws RejectedImageException;
  }

  private static BufferedImage read(ImageFormat format, byte[] bytes, SizeCheck size)
      throws IOException, RejectedImageException {
    try (ImageInputStream input = new ByteArrayImageInputStream(bytes)) {
      return read(format, input, size);
    }
  }

  private static BufferedImage read(ImageFormat format, ImageInputStream input, SizeCheck size)
      throws IOException, RejectedImageException {
    ImageReader reader = READERS.get(format).createReaderInstance();
    try {
      reader.setInput(input, true, true);
      String[] truncated = new String[1];
      reader.addIIOReadWarningListener(
          (source, warning) -> {
            if (saysTruncated(warning)) {
              truncated[0] = warning;
            }
          });
      size.check(reader.getWidth(0), reader.getHeight(0));
      BufferedImage image = reader.read(0);
      if (truncated[0] != null) {
        throw new RejectedImageException(Reason.TRUNCATED, truncated[0]);
      }
      return image;
    } finally {
      reader.dispose();
    }
  }

  private static boolean saysTruncated(String message) {
    return message != null
        && (message.contains("Premature end")
            || message.contains("Truncated")
            || message.contains("Unexpected end"));
  }

  private static boolean endsEarly(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException || saysTruncated(cause.getMessage())) {
        return true;
      }
    }
    return false;
  }

  private static String detail(Throwable e) {
    Throwable cause = e instanceof IIOException && e.getCause() != null ? e.getCause() : e;
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }

  /** One reader for each format: TwelveMonkeys' where it registers one, the JDK's elsewhere. */
  private static Map<ImageFormat, ImageReaderSpi> readers() {
    ImageIO.setUseCache(false);
    Map<ImageFormat, ImageReaderSpi> readers = new EnumMap<>(ImageFormat.class);
    for (ImageFormat format : ImageFormat.values()) {
      Iterator<ImageReaderSpi> providers =
          IIORegistry.getDefaultInstance()
              .getServiceProviders(
                  ImageReaderSpi.class,
                  provider ->
                      java.util.Arrays.stream(((ImageReaderSpi) provider).getFormatNames())
                          .anyMatch(format.label()::equalsIgnoreCase),
                  true);
      while (providers.hasNext()) {
        ImageReaderSpi provider = providers.next();
        boolean twelveMonkeys = provider.getClass().getName().startsWith("com.twelvemonkeys");
        if (twelveMonkeys || !readers.containsKey(format)) {
          readers.put(format, provider);
        }
      }
    }
    return readers;
  }
}
