package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** JPEGs decoded at less than their size, against Pillow's draft mode (scaled_goldens.py). */
class ScaledDecodingTest {
  private static final ImageLimits LIMITS = new ImageLimits(4_000_000, 100_000_000, 1, 10_000);

  static List<String[]> goldens() {
    return Goldens.table("exact/scaled.tsv");
  }

  private static DecodedImage decode(byte[] bytes, Reduction reduction) throws Exception {
    assumeTrue(DecoderChoice.nativeFailure() == null, "the native decoder does not load here");
    return new CheckedDecoder(
            DecoderChoice.NATIVE.provider(), LIMITS, DecodingMemory.OF_PROCESS, reduction)
        .decode(bytes);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void decode_everyKindOfJpeg_equalsPillowsDraftModeToTheBit(
      String name, int denominator, int width, int height, String sha256) throws Exception {
    byte[] bytes = Goldens.bytes("exact/" + name);
    RgbImage whole = decode(bytes, Reduction.NONE).image();
    DecodedImage scaled = decode(bytes, (w, h) -> denominator);

    assertThat(scaled.image().width()).isEqualTo(width);
    assertThat(scaled.image().height()).isEqualTo(height);
    assertThat(HexFormat.of().formatHex(digest(scaled.image().rgb()))).isEqualTo(sha256);
    assertThat(scaled.width()).isEqualTo(whole.width());
    assertThat(scaled.height()).isEqualTo(whole.height());
  }

  private static byte[] digest(byte[] rgb) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(rgb);
  }

  @ParameterizedTest
  @CsvSource({
    "4000, 3000, 256, 4", // 750 is at least 512; an eighth would be 375
    "4096, 4096, 256, 8", // 512 exactly
    "4095, 4095, 256, 8", // rounded up
    "4080, 4080, 256, 4",
    "1023, 2000, 256, 2", // 512, rounded up
    "1022, 2000, 256, 1",
    "500, 375, 256, 1",
    "500, 375, 16, 4", // a thumbnail of 32 x 32 is always wanted: 125 x 94
    "100, 20000, 16, 1",
  })
  void denominator_leavesTwiceWhatIsWantedAlongBothSides(
      int width, int height, int shortest, int denominator) {
    Reduction reduction = Reduction.of(List.of(preprocessing(new Resize.ShortestEdge(shortest))));
    assertThat(reduction.denominator(width, height)).isEqualTo(denominator);
    assertThat(reduction.transposed().denominator(height, width)).isEqualTo(denominator);
  }

  @Test
  void denominator_severalEncodersOrNoResize_keepsWhatTheMostDemandingWants() {
    Preprocessing small = preprocessing(new Resize.Exactly(64, 64));
    Preprocessing large = preprocessing(new Resize.Exactly(500, 100));
    assertThat(Reduction.of(List.of(small)).denominator(1024, 1024)).isEqualTo(8);
    assertThat(Reduction.of(List.of(small, large)).denominator(2048, 2048)).isEqualTo(2);
    assertThat(Reduction.of(List.of(large)).denominator(500, 2000)).isEqualTo(2);
    assertThat(
            Reduction.of(List.of(small, preprocessing(new Resize.None()))).denominator(9000, 9000))
        .isEqualTo(1);
  }

  private static Preprocessing preprocessing(Resize resize) {
    return new Preprocessing(
        resize,
        Interpolation.BICUBIC,
        Preprocessing.Arithmetic.BYTES,
        new Preprocessing.Crop(16, 16, Preprocessing.Centring.FLOOR),
        new Preprocessing.Normalisation(1 / 255d, new float[3], new float[] {1, 1, 1}));
  }

  /** Stored 4:3 in landscape and turned by its orientation: what is wanted is of what is seen. */
  @Test
  void decode_turnedPhotograph_hasTheSidesThatAreSeen() throws Exception {
    byte[] jpeg = Goldens.bytes("exact/jpeg-420.jpg");
    RgbImage whole = decode(jpeg, Reduction.NONE).image();
    DecodedImage turned =
        decode(
            withOrientation(jpeg, 6),
            (width, height) -> {
              assertThat(width).isEqualTo(whole.height());
              assertThat(height).isEqualTo(whole.width());
              return 2;
            });
    assertThat(turned.width()).isEqualTo(whole.height());
    assertThat(turned.height()).isEqualTo(whole.width());
    assertThat(turned.image().width()).isEqualTo(Reduction.divided(whole.height(), 2));
  }

  /** Puts an EXIF segment behind the first marker. */
  private static byte[] withOrientation(byte[] jpeg, int orientation) {
    byte[] exif =
        HexFormat.of()
            .parseHex(
                "ffe10022"
                    + "457869660000"
                    + "4d4d002a00000008"
                    + "0001"
                    + "0112000300000001"
                    + String.format(Locale.ROOT, "%04x0000", orientation)
                    + "00000000");
    byte[] all = new byte[jpeg.length + exif.length];
    System.arraycopy(jpeg, 0, all, 0, 2);
    System.arraycopy(exif, 0, all, 2, exif.length);
    System.arraycopy(jpeg, 2, all, 2 + exif.length, jpeg.length - 2);
    return all;
  }

  @Test
  void decode_otherFormats_areDecodedWhole() throws Exception {
    byte[] png = Files.readAllBytes(Path.of("src/test/resources/image/resize/input-1.png"));
    RgbImage whole = decode(png, Reduction.NONE).image();
    assertThat(decode(png, (width, height) -> 8).image().rgb()).isEqualTo(whole.rgb());
  }
}
