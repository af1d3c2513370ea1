package io.gleaner.pipeline.image;

import io.gleaner.pipeline.progress.Warnings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What decodes JPEG, PNG and WebP. All other formats are decoded by ImageIO. */
public enum DecoderChoice {
  /** Native where its library can be loaded, Java elsewhere: depends on the machine alone. */
  AUTO,
  /** libjpeg-turbo and libwebp, whose pixels are Pillow's. */
  NATIVE,
  /** ImageIO; lossy WebP is refused. */
  JAVA;

  private static final Logger LOG = LoggerFactory.getLogger(DecoderChoice.class);

  /**
   * Returns this choice, or in place of {@link #AUTO} what it comes to on this machine.
   *
   * @throws UnavailableDecoderException where the native decoder is asked for and cannot be loaded
   */
  public DecoderChoice settled() {
    return switch (this) {
      case AUTO -> Leptonica.failure() == null ? NATIVE : JAVA;
      case NATIVE -> {
        if (Leptonica.failure() != null) {
          throw new UnavailableDecoderException(
              "decoder: native cannot be used here: "
                  + Leptonica.failure()
                  + ". Choose decoder: auto or java; these reject lossy WebP here");
        }
        yield NATIVE;
      }
      case JAVA -> JAVA;
    };
  }

  /** Returns why the native decoder cannot be used on this machine, or null where it can. */
  public static String nativeFailure() {
    return Leptonica.failure();
  }

  /** Returns what decodes, with the versions of its libraries: what pixels depend on. */
  public String version() {
    return provider().version();
  }

  /** Logs what decodes, and why where it is not the native decoder. */
  public void log() {
    DecoderChoice settled = settled();
    if (this == AUTO && settled == JAVA) {
      Warnings.warn(
          LOG,
          "decoder",
          "images are decoded by "
              + version()
              + "; lossy WebP is rejected, because the native decoder cannot be used here: "
              + Leptonica.failure());
    } else {
      LOG.info("images are decoded by {}", version());
    }
  }

  PixelProvider provider() {
    return switch (settled()) {
      case NATIVE -> new NativeProvider(Leptonica.loaded());
      case JAVA -> new ImageIoProvider();
      case AUTO -> throw new IllegalStateException("a settled choice is never auto");
    };
  }
}
