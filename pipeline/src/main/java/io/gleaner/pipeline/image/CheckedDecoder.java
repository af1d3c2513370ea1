package io.gleaner.pipeline.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.IIOException;

/** The rules that hold whoever decodes: what is refused and why, which way is up. */
final class CheckedDecoder implements ImageDecoder {
  private static final int UPRIGHT = 1;

  /** This orientation and those after it exchange rows and columns. */
  private static final int TRANSPOSED = 5;

  private final PixelProvider provider;
  private final ImageLimits limits;
  private final DecodingMemory memory;
  private final Reduction reduction;

  /**
   * @param reduction of upright images
   */
  CheckedDecoder(
      PixelProvider provider, ImageLimits limits, DecodingMemory memory, Reduction reduction) {
    this.provider = provider;
    this.limits = limits;
    this.memory = memory;
    this.reduction = reduction;
  }

  @Override
  public <T> T decode(byte[] bytes, Use<T> use) throws RejectedImageException {
    ImageFormat format = ImageFormat.of(bytes);
    if (bytes.length > limits.bytes()) {
      throw new RejectedImageException(
          Reason.TOO_MANY_BYTES, bytes.length + " bytes, at most " + limits.bytes());
    }
    int orientation = Orientation.of(format, bytes);
    try (Admission admission = new Admission(limits, memory, orientation != UPRIGHT)) {
      boolean transposed = orientation >= TRANSPOSED;
      StoredPixels stored =
          stored(format, bytes, admission, transposed ? reduction.transposed() : reduction);
      return use.of(
          new DecodedImage(
              Orientation.upright(stored.image(), orientation),
              format.label(),
              transposed ? stored.height() : stored.width(),
              transposed ? stored.width() : stored.height()));
    }
  }

  private StoredPixels stored(
      ImageFormat format, byte[] bytes, Admission admission, Reduction reduced)
      throws RejectedImageException {
    try {
      return provider.read(format, bytes, admission, reduced);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      Reason reason = UnsupportedMessages.in(e) ? Reason.UNSUPPORTED_FORMAT : Reason.CORRUPT;
      throw new RejectedImageException(endsEarly(e) ? Reason.TRUNCATED : reason, detail(e));
    }
  }

  /** Returns whether a decoder's message, or its warning, says that the image's data ends early. */
  static boolean saysTruncated(String message) {
    if (message == null) {
      return false;
    }
    String text = message.toLowerCase(Locale.ROOT);
    boolean ofMetadata = text.contains("icc") || text.contains("profile") || text.contains("exif");
    return !ofMetadata
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
}
