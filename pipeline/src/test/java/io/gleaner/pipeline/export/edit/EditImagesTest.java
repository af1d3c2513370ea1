package io.gleaner.pipeline.export.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.export.edit.EditOptions.Encoding;
import io.gleaner.pipeline.export.edit.EditOptions.Metadata;
import io.gleaner.pipeline.export.edit.EditOptions.TurnedImages;
import io.gleaner.pipeline.image.DecoderChoice;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.ImageFormat;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.image.Orientation;
import io.gleaner.pipeline.image.RejectedImageException;
import io.gleaner.pipeline.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EditImagesTest {
  private static final ImageDecoder DECODER =
      ImageDecoder.of(new ImageLimits(100_000_000, 100_000_000, 1, 10_000));
  private static final EditImages STRIP =
      edit(new EditOptions(Encoding.ORIGINAL, 95, 0, TurnedImages.KEEP, Metadata.STRIP));
  private static final EditImages TURN =
      edit(new EditOptions(Encoding.ORIGINAL, 95, 0, TurnedImages.APPLY, Metadata.KEEP));

  /**
   * No writer of pictures puts it anywhere, so that bytes which hold it are what a test planted.
   */
  private static final String PLANTED = "52.5163N 13.3777E";

  private static EditImages edit(EditOptions options) {
    return new EditImages(options, DecoderChoice.AUTO);
  }

  static List<String> everyKind() throws IOException {
    try (Stream<Path> files = Files.list(resources().resolve("decode"))) {
      return files
          .map(file -> "decode/" + file.getFileName())
          .filter(n -> !n.endsWith(".gz"))
          .toList();
    }
  }

  private static Path resources() {
    return Path.of("src/test/resources/image");
  }

  private static ExportImage image(String name) throws Exception {
    return of(Files.readAllBytes(resources().resolve(name)));
  }

  private static ExportImage of(byte[] bytes) throws RejectedImageException {
    RgbImage decoded = DECODER.decode(bytes).image();
    return new ExportImage(
        bytes,
        ExportImage.extension(ImageFormat.of(bytes).label()),
        decoded.width(),
        decoded.height());
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void apply_strippedFileOfEveryKind_hasThePixelsItHad(String name) throws Exception {
    ExportImage original = image(name);

    ExportImage stripped = STRIP.apply(original);

    RgbImage before = DECODER.decode(original.bytes()).image();
    RgbImage after = DECODER.decode(stripped.bytes()).image();
    assertThat(after.rgb()).isEqualTo(before.rgb());
    assertThat(after.width()).isEqualTo(before.width()).isEqualTo(stripped.width());
    assertThat(Orientation.of(ImageFormat.of(stripped.bytes()), stripped.bytes()))
        .isEqualTo(
            name.endsWith(".tiff")
                ? 1 // encoded upright
                : Orientation.of(ImageFormat.of(original.bytes()), original.bytes()));
    assertThat(STRIP.apply(stripped)).isSameAs(stripped);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decode/jpeg-420-progressive.jpg",
        "decode/orientation-6.jpg",
        "decode/turned-xmp.png",
        "decode/orientation-6.webp",
        "decode/gif-animated.gif"
      })
  void apply_strippedFileWithPlantedMetadata_holdsNoneOfIt(String name) throws Exception {
    byte[] planted = planted(Files.readAllBytes(resources().resolve(name)));
    assertThat(text(planted)).contains(PLANTED);

    ExportImage stripped = STRIP.apply(of(planted));

    assertThat(text(stripped.bytes())).doesNotContain(PLANTED);
    assertThat(DECODER.decode(stripped.bytes()).image().rgb())
        .isEqualTo(DECODER.decode(planted).image().rgb());
  }

  @Test
  void apply_strippedJpeg_keepsProfileAndColourTransform() throws Exception {
    byte[] plain = Files.readAllBytes(resources().resolve("decode/jpeg-420-progressive.jpg"));
    byte[] profile = segment(0xe2, "ICC_PROFILE\0\1\1" + "p".repeat(200));
    byte[] adobe = segment(0xee, "Adobe\0\144\0\0\0\0\1");
    byte[] jfif = segment(0xe0, "JFIF\0\1\1\0\0\1\0\1\2\2" + PLANTED);

    ExportImage stripped =
        STRIP.apply(of(inserted(plain, 2, join(jfif, profile, adobe, segment(0xe1, PLANTED)))));

    assertThat(text(stripped.bytes()))
        .contains(text(profile))
        .contains(text(adobe))
        .contains("JFIF\0\1\1\0\0\1\0\1\0\0") // its thumbnail is gone
        .doesNotContain(PLANTED);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8})
  void apply_turnedJpeg_isStoredAsItIsSeenWithoutATag(int orientation) throws Exception {
    ExportImage original =
        image(String.format(Locale.ROOT, "decode/orientation-%d.jpg", orientation));

    ExportImage turned = TURN.apply(original);

    assertThat(Orientation.of(ImageFormat.JPEG, turned.bytes())).isEqualTo(1);
    RgbImage seen = DECODER.decode(original.bytes()).image();
    RgbImage stored = DECODER.decode(turned.bytes()).image();
    assertThat(stored.width()).isEqualTo(seen.width()).isEqualTo(turned.width());
    assertThat(stored.height()).isEqualTo(seen.height()).isEqualTo(turned.height());
    assertThat(meanDifference(seen.rgb(), stored.rgb())).isLessThan(5);
  }

  @Test
  void apply_uprightImage_leavesByteForByte() throws Exception {
    ExportImage upright = image("decode/orientation-1.jpg");

    assertThat(TURN.apply(upright)).isSameAs(upright);
  }

  /** Of a picture of 157 x 123: the digest of Pillow 13's {@code resize((81, 64), BICUBIC)}. */
  @ParameterizedTest
  @CsvSource({
    "resize/input-0.png, 81, 64, 065562bfa7b545129570145687c3362b7b4dc496235d667c8bc9390703a25690"
  })
  void apply_shortestSide_hasPillowsPixels(String name, int width, int height, String digest)
      throws Exception {
    EditImages shortest =
        edit(new EditOptions(Encoding.ORIGINAL, 95, 64, TurnedImages.KEEP, Metadata.KEEP));

    ExportImage small = shortest.apply(image(name));

    RgbImage pixels = DECODER.decode(small.bytes()).image();
    assertThat(small.extension()).isEqualTo("png");
    assertThat(List.of(small.width(), small.height())).isEqualTo(List.of(width, height));
    assertThat(List.of(pixels.width(), pixels.height())).isEqualTo(List.of(width, height));
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pixels.rgb())))
        .isEqualTo(digest);
  }

  @Test
  void apply_shortestSideOfASmallerImage_isNeverEnlarged() throws Exception {
    ExportImage small = image("decode/orientation-6.jpg");
    EditImages shortest =
        edit(new EditOptions(Encoding.ORIGINAL, 95, 4096, TurnedImages.KEEP, Metadata.KEEP));

    assertThat(shortest.apply(small)).isSameAs(small);
  }

  @ParameterizedTest
  @CsvSource({
    "decode/jpeg-grey.jpg, jpg",
    "decode/orientation-6.webp, png",
    "exact/webp-method4.webp, jpg",
    "decode/frame-on-canvas.webp, png",
    "decode/gif-animated.gif, png",
    "decode/bmp-rgb.bmp, png",
    "decode/layout-555.bmp, png"
  })
  void apply_shrunkFile_staysWithLossOrWithout(String name, String extension) throws Exception {
    EditImages shortest =
        edit(new EditOptions(Encoding.ORIGINAL, 95, 4, TurnedImages.KEEP, Metadata.KEEP));

    ExportImage small = shortest.apply(image(name));

    assertThat(small.extension()).isEqualTo(extension);
    assertThat(Math.min(small.width(), small.height())).isEqualTo(4);
    assertThat(DECODER.decode(small.bytes()).image().width()).isEqualTo(small.width());
  }

  @ParameterizedTest
  @ValueSource(strings = {"JPEG", "PNG"})
  void apply_imageWithARgbProfile_carriesItToTheOther(Encoding encoding) throws Exception {
    byte[] profile = new byte[70_000]; // more than one segment of a JPEG
    new SplittableRandom(1).nextBytes(profile);
    System.arraycopy("RGB ".getBytes(StandardCharsets.US_ASCII), 0, profile, 16, 4);
    RgbImage picture = DECODER.decode(image("resize/input-0.png").bytes()).image();
    byte[] source =
        encoding == Encoding.PNG
            ? PictureEncoder.jpeg(picture, 90, profile)
            : PictureEncoder.png(picture, profile);

    ExportImage encoded =
        edit(new EditOptions(encoding, 95, 0, TurnedImages.KEEP, Metadata.KEEP)).apply(of(source));

    assertThat(encoded.extension()).isEqualTo(encoding == Encoding.PNG ? "png" : "jpg");
    assertThat(ColourProfile.ofRgb(ImageFormat.of(encoded.bytes()), encoded.bytes()))
        .isEqualTo(profile);
    assertThat(DECODER.decode(encoded.bytes()).image().width()).isEqualTo(picture.width());
  }

  @Test
  void apply_damagedFile_isEditedOrRefusedWithAReason() throws Exception {
    List<String> names = everyKind();
    EditImages all =
        edit(new EditOptions(Encoding.JPEG, 90, 8, TurnedImages.APPLY, Metadata.STRIP));
    int refused = 0;
    for (int seed = 0; seed < 400; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes =
          Files.readAllBytes(resources().resolve(names.get(random.nextInt(names.size()))));
      byte[] broken = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      for (int flips = random.nextInt(8); flips >= 0; flips--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      ExportImage image = new ExportImage(broken, "jpg", 1, 1);
      try {
        assertThat((seed % 2 == 0 ? STRIP : all).apply(image).bytes()).isNotEmpty();
      } catch (RejectedImageException e) {
        assertThat(e.detail()).as("seed %d", seed).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(1, 399);
  }

  @Test
  void new_unusableNumber_isRefusedNamingWhatIsAllowed() {
    assertThatThrownBy(
            () -> new EditOptions(Encoding.JPEG, 101, 0, TurnedImages.KEEP, Metadata.KEEP))
        .hasMessage("a quality of 101, must be 1 to 100");
    assertThatThrownBy(
            () -> new EditOptions(Encoding.JPEG, 95, -1, TurnedImages.KEEP, Metadata.KEEP))
        .hasMessage("a shorter side of -1 pixels, must be at least 1");
  }

  /** Puts text into every place of the file's format where metadata may be. */
  private static byte[] planted(byte[] bytes) throws RejectedImageException {
    return switch (ImageFormat.of(bytes)) {
      case JPEG ->
          join(
              inserted(
                  bytes,
                  2,
                  join(
                      segment(0xe1, "http://ns.adobe.com/xap/1.0/\0" + PLANTED),
                      segment(0xe2, "MPF\0" + PLANTED),
                      segment(0xed, "Photoshop 3.0\0" + PLANTED),
                      segment(0xfe, PLANTED))),
              PLANTED.getBytes(StandardCharsets.US_ASCII));
      case PNG ->
          join(
              inserted(
                  bytes, 33, join(chunk("tEXt", "Comment\0" + PLANTED), chunk("prVt", PLANTED))),
              PLANTED.getBytes(StandardCharsets.US_ASCII));
      case WEBP -> {
        byte[] chunk = new byte[8 + PLANTED.length() + 1];
        ByteBuffer.wrap(chunk)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put("XMP ".getBytes(StandardCharsets.US_ASCII))
            .putInt(PLANTED.length())
            .put(PLANTED.getBytes(StandardCharsets.US_ASCII));
        byte[] longer = join(bytes, chunk);
        ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putInt(4, longer.length - 8);
        longer[20] |= 0x04;
        yield longer;
      }
      case GIF -> {
        byte[] comment =
            join(
                new byte[] {0x21, (byte) 0xfe, (byte) PLANTED.length()},
                PLANTED.getBytes(StandardCharsets.US_ASCII),
                new byte[] {0});
        int colours = (bytes[10] & 0x80) == 0 ? 0 : 3 << (bytes[10] & 7) + 1;
        yield join(
            inserted(bytes, 13 + colours, comment), PLANTED.getBytes(StandardCharsets.US_ASCII));
      }
      case BMP, TIFF -> throw new IllegalArgumentException("nothing is planted here");
    };
  }

  private static byte[] segment(int marker, String content) {
    byte[] latin = content.getBytes(StandardCharsets.ISO_8859_1);
    return join(
        new byte[] {
          (byte) 0xff, (byte) marker, (byte) (latin.length + 2 >> 8), (byte) (latin.length + 2)
        },
        latin);
  }

  private static byte[] chunk(String name, String content) {
    byte[] named = (name + content).getBytes(StandardCharsets.ISO_8859_1);
    CRC32 checksum = new CRC32();
    checksum.update(named);
    return ByteBuffer.allocate(named.length + 8)
        .putInt(content.length())
        .put(named)
        .putInt((int) checksum.getValue())
        .array();
  }

  private static byte[] inserted(byte[] bytes, int at, byte[] more) {
    return join(Arrays.copyOf(bytes, at), more, Arrays.copyOfRange(bytes, at, bytes.length));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static double meanDifference(byte[] one, byte[] other) {
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return (double) sum / one.length;
  }
}
