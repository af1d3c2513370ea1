package io.gleaner.pipeline.image;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;

/**
 * libjpeg-turbo, libpng and libwebp, reached through the library that carries them. A decoded image
 * comes as 32-bit words outside the heap and is copied once.
 */
final class Leptonica {
  private static final Leptonica LOADED;
  private static final String FAILURE;

  static {
    Leptonica loaded = null;
    String failure = null;
    try {
      loaded = new Leptonica();
    } catch (LinkageError | RuntimeException e) {
      failure = firstLine(e);
    }
    LOADED = loaded;
    FAILURE = failure;
  }

  private final String version;

  private Leptonica() {
    Loader.load(leptonica.class);
    leptonica.setMsgSeverity(leptonica.L_SEVERITY_NONE);
    String libraries =
        Arrays.stream(text(leptonica.getImagelibVersions()).split(" : "))
            .filter(library -> library.matches("lib(jpeg|png|webp).*"))
            .collect(Collectors.joining(", "));
    version = libraries + " in " + text(leptonica.getLeptonicaVersion());
  }

  /** Returns why it cannot be loaded here, or null where it is. */
  static String failure() {
    return FAILURE;
  }

  static Leptonica loaded() {
    return LOADED;
  }

  /** Returns the versions of the libraries that decode, and of what carries them. */
  String version() {
    return version;
  }

  /**
   * @param denominator 1, 2, 4 or 8, by which the sides are divided, rounded up
   * @param warnings where there is room for the number of the decoder's warnings
   * @return null where the decoder refuses the bytes
   */
  RgbImage jpeg(byte[] bytes, int denominator, int[] warnings) {
    return pixels(
        leptonica.pixReadMemJpeg(
            bytes,
            bytes.length,
            0,
            denominator,
            warnings,
            leptonica.L_JPEG_CONTINUE_WITH_BAD_DATA));
  }

  /**
   * @return null where the decoder refuses the bytes
   */
  RgbImage png(byte[] bytes) {
    return pixels(leptonica.pixReadMemPng(bytes, bytes.length));
  }

  /**
   * @return null where the decoder refuses the bytes
   */
  RgbImage webp(byte[] bytes) {
    return pixels(leptonica.pixReadMemWebP(bytes, bytes.length));
  }

  private static RgbImage pixels(PIX pix) {
    if (pix == null || pix.isNull()) {
      return null;
    }
    try {
      int width = leptonica.pixGetWidth(pix);
      int height = leptonica.pixGetHeight(pix);
      int words = leptonica.pixGetWpl(pix);
      IntBuffer data =
          leptonica.pixGetData(pix).capacity((long) words * height).asByteBuffer().asIntBuffer();
      byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
      switch (leptonica.pixGetDepth(pix)) {
        case 32 -> PixelWords.colours(data, width, height, words, rgb);
        case 8 -> PixelWords.grey(data, width, height, words, rgb);
        default -> throw new IllegalStateException(leptonica.pixGetDepth(pix) + " bits a pixel");
      }
      return new RgbImage(width, height, rgb);
    } finally {
      leptonica.pixDestroy(pix);
    }
  }

  private static String text(BytePointer pointer) {
    String text = pointer.getString();
    leptonica.lept_free(pointer);
    return text.strip();
  }

  private static String firstLine(Throwable e) {
    Throwable cause = e;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return String.format(
        Locale.ROOT,
        "%s%s",
        cause.getClass().getSimpleName(),
        message == null ? "" : ": " + message.lines().findFirst().orElse("").strip());
  }
}
