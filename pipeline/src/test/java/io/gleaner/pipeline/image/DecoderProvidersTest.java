package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both providers against Pillow's pixels (decode_compare.py goldens), profiles, damaged files. */
class DecoderProvidersTest {
  private static final ImageLimits LIMITS = new ImageLimits(4_000_000, 100_000_000, 1, 10_000);
  private static final int MUTATIONS = 2_500;

  static List<String> goldens() {
    return Goldens.withPixels("exact");
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void native_everyKindOfJpegAndWebp_equalsPillowToTheBit(String name) throws Exception {
    assertThat(decode(DecoderChoice.NATIVE, Goldens.bytes(name)))
        .isEqualTo(Pixelwise.of(Goldens.pixels(name)));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void java_everyKindOfJpegAndWebp_equalsPillowOrIsRefused(String name) throws Exception {
    boolean lossy = name.endsWith(".webp") && !name.contains("lossless");
    byte[] bytes = Goldens.bytes(name);
    if (lossy) {
      RejectedImageException refusal = refusal(DecoderChoice.JAVA, bytes);
      assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
      assertThat(refusal.detail()).contains("lossy WebP", "decoder: auto or native");
    } else if (!name.contains("animated")) {
      RgbImage expected = Goldens.pixels(name);
      RgbImage decoded = decode(DecoderChoice.JAVA, bytes).image();
      assertThat(decoded.width()).isEqualTo(expected.width());
      assertThat(decoded.height()).isEqualTo(expected.height());
      // JDKs that bring libjpeg 6b enlarge chroma of 4:4:0 by repeating it.
      int levels = name.contains("jpeg-440") ? 255 : 0;
      assertThat(Goldens.largestDifference(decoded.rgb(), expected.rgb()))
          .isLessThanOrEqualTo(levels);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE, webp-method1.webp, 157.0, 132.6, 117.5",
    "NATIVE, webp-default.webp, 157.0, 132.7, 117.5",
    "NATIVE, icc-display-p3.jpg, 139.9, 137.2, 135.2",
    "NATIVE, icc-truncated-profile.jpg, 150.5, 129.7, 131.5",
    "JAVA, icc-display-p3.jpg, 139.9, 137.2, 135.2",
    "JAVA, icc-truncated-profile.jpg, 150.5, 129.7, 131.5",
  })
  void decode_fileThatOnceCameOutWrong_hasPillowsMean(
      DecoderChoice choice, String name, double red, double green, double blue) throws Exception {
    byte[] rgb = decode(choice, fault(name)).image().rgb();

    assertThat(mean(rgb, 0)).isEqualTo(red, within(0.06));
    assertThat(mean(rgb, 1)).isEqualTo(green, within(0.06));
    assertThat(mean(rgb, 2)).isEqualTo(blue, within(0.06));
  }

  @ParameterizedTest
  @CsvSource({"webp-method1.webp", "webp-default.webp"})
  void java_lossyWebp_isRefusedWithTheWayOut(String name) throws Exception {
    RejectedImageException refusal = refusal(DecoderChoice.JAVA, fault(name));

    assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(refusal.detail()).contains("decoder: auto or native");
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE, exact/jpeg-420.jpg",
    "NATIVE, exact/jpeg-420-progressive.jpg",
    "NATIVE, exact/jpeg-cmyk.jpg",
    "NATIVE, exact/webp-method4.webp",
    "NATIVE, exact/webp-lossless.webp",
    "JAVA, exact/jpeg-420.jpg",
    "JAVA, exact/jpeg-420-progressive.jpg",
    "JAVA, exact/jpeg-cmyk.jpg",
    "JAVA, exact/webp-lossless.webp",
  })
  void decode_fileCutAnywhere_isTruncated(DecoderChoice choice, String name) throws Exception {
    byte[] whole = Goldens.bytes(name);
    for (int length : new int[] {40, whole.length / 2, whole.length - 40, whole.length - 3}) {
      RejectedImageException refusal = refusal(choice, Arrays.copyOf(whole, length));

      assertThat(refusal.reason())
          .as("%d bytes: %s", length, refusal.detail())
          .isEqualTo(Reason.TRUNCATED);
    }
  }

  static List<BufferedImage> pngs() {
    List<BufferedImage> images = new ArrayList<>();
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_INT_ARGB,
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_USHORT_GRAY
        }) {
      BufferedImage image = new BufferedImage(37, 23, type);
      for (int i = 0; i < 37 * 23; i++) {
        image.setRGB(i % 37, i / 37, 0x9e3779b9 * i);
      }
      images.add(image);
    }
    return images;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("pngs")
  void native_png_hasThePixelsOfTheJavaDecoder(BufferedImage image) throws Exception {
    assertThat(decode(DecoderChoice.NATIVE, png(image)))
        .isEqualTo(decode(DecoderChoice.JAVA, png(image)));
  }

  @ParameterizedTest
  @MethodSource("pngs")
  void native_pngCutAnywhere_isTruncated(BufferedImage image) throws Exception {
    byte[] whole = png(image);
    for (int length : new int[] {40, whole.length / 2, whole.length - 40}) {
      assertThat(refusal(DecoderChoice.NATIVE, Arrays.copyOf(whole, length)).reason())
          .as("%d of %d bytes", length, whole.length)
          .isEqualTo(Reason.TRUNCATED);
    }
  }

  @Test
  void native_pngThatLibpngRefuses_isReadByImageIo() throws Exception {
    byte[] png = png(pngs().get(0));
    int checksum = png.length - 12 - 4; // of the pixels, before the last chunk
    png[checksum] ^= 1;

    assertThat(decode(DecoderChoice.NATIVE, png)).isEqualTo(decode(DecoderChoice.JAVA, png));
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JAVA"})
  void decode_jpegWithDamageInsideAndItsEnd_isAnImageAsInPillow(DecoderChoice choice)
      throws Exception {
    byte[] damaged = Goldens.bytes("exact/jpeg-420.jpg");
    Arrays.fill(damaged, damaged.length - 200, damaged.length - 190, (byte) 0x55);

    assertThat(decode(choice, damaged).image().width()).isEqualTo(47);
  }

  @ParameterizedTest
  @EnumSource(names = {"NATIVE", "JAVA"})
  void decode_damagedFiles_givesImagesAndReasons(DecoderChoice choice) throws Exception {
    List<byte[]> originals =
        Stream.of("decode", "exact")
            .flatMap(f -> Goldens.withPixels(f).stream())
            .map(Goldens::bytes)
            .toList();
    Mutations mutations = new Mutations(originals);
    ImageDecoder decoder = decoder(choice, LIMITS);
    int decoded = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      try {
        assertThat(decoder.decode(mutations.of(seed)).image().width()).isPositive();
        decoded++;
      } catch (RejectedImageException e) {
        assertThat(e.detail()).as("seed %d", seed).isNotEmpty();
      }
    }
    assertThat(decoded).isBetween(MUTATIONS / 20, MUTATIONS * 19 / 20);
  }

  @Test
  void settled_auto_isWhatLoadsHere() {
    DecoderChoice expected =
        Leptonica.failure() == null ? DecoderChoice.NATIVE : DecoderChoice.JAVA;

    assertThat(DecoderChoice.AUTO.settled()).isEqualTo(expected);
    assertThat(DecoderChoice.AUTO.version()).isEqualTo(expected.version());
    assertThat(DecoderChoice.JAVA.version()).contains("TwelveMonkeys");
  }

  @Test
  void version_native_namesItsLibraries() {
    assumeTrue(Leptonica.failure() == null, () -> "no native decoder: " + Leptonica.failure());

    assertThat(DecoderChoice.NATIVE.version())
        .contains("libjpeg-turbo 3.0.1", "libpng 1.6", "libwebp 1.6.0", "TwelveMonkeys");
  }

  /** An image whose equality is that of its pixels. */
  private record Pixelwise(RgbImage image) {
    static Pixelwise of(RgbImage image) {
      return new Pixelwise(image);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Pixelwise that
          && image.width() == that.image.width()
          && image.height() == that.image.height()
          && Arrays.equals(image.rgb(), that.image.rgb());
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(image.rgb());
    }
  }

  private static ImageDecoder decoder(DecoderChoice choice, ImageLimits limits) {
    assumeTrue(
        choice != DecoderChoice.NATIVE || Leptonica.failure() == null,
        () -> "no native decoder: " + Leptonica.failure());
    return ImageDecoder.of(choice, limits);
  }

  private static Pixelwise decode(DecoderChoice choice, byte[] bytes)
      throws RejectedImageException {
    return Pixelwise.of(decoder(choice, LIMITS).decode(bytes).image());
  }

  private static RejectedImageException refusal(DecoderChoice choice, byte[] bytes) {
    ImageDecoder decoder = decoder(choice, LIMITS);
    return catchThrowableOfType(RejectedImageException.class, () -> decoder.decode(bytes));
  }

  private static byte[] fault(String name) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/faults", name));
  }

  private static double mean(byte[] rgb, int channel) {
    long sum = 0;
    for (int i = channel; i < rgb.length; i += 3) {
      sum += rgb[i] & 0xff;
    }
    return 3.0 * sum / rgb.length;
  }
}
