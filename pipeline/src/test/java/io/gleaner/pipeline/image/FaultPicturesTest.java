package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures of {@code faults/} and the right values that its README gives. */
class FaultPicturesTest {
  private static final ImageDecoder DECODER = ImageDecoder.of(ImageLimits.DEFAULTS);

  @Test
  void decode_orientationInXmpAlone_isUpright() throws Exception {
    RgbImage image = DECODER.decode(bytes("orientation-in-xmp.jpg")).image();

    assertThat(image.width()).isEqualTo(128);
    assertThat(image.height()).isEqualTo(127);
  }

  /** The right pixel is Pillow 13's, of the picture turned by 90 degrees. */
  @ParameterizedTest
  @CsvSource({
    "orientation-in-xmp.jpg, 128, 127, 10, 20, 75, 55, 66",
    "orientation-in-xmp.jpg, 128, 127, 123, 7, 191, 192, 187",
    "orientation-in-raw-profile.png, 64, 64, 10, 20, 65, 106, 152",
    "orientation-in-raw-profile.png, 64, 64, 59, 7, 230, 40, 40",
  })
  void decode_turnedPicture_hasPillowsPixel(
      String name, int width, int height, int x, int y, int red, int green, int blue)
      throws Exception {
    RgbImage image = DECODER.decode(bytes(name)).image();

    assertThat(image.width()).isEqualTo(width);
    assertThat(image.height()).isEqualTo(height);
    int at = 3 * (y * width + x);
    assertThat(image.rgb()[at] & 0xff).isCloseTo(red, Offset.offset(2));
    assertThat(image.rgb()[at + 1] & 0xff).isCloseTo(green, Offset.offset(2));
    assertThat(image.rgb()[at + 2] & 0xff).isCloseTo(blue, Offset.offset(2));
  }

  @ParameterizedTest
  @CsvSource({
    "tiff-float-0-to-1.tif, TIFF: grey of floating-point samples of 32 bits",
    "tiff-float-0-to-255.tif, TIFF: grey of floating-point samples of 32 bits",
    "tiff-big.tif, BigTIFF",
    "tiff-zstd.tif, TIFF: compression Zstandard",
    "other-format.ppm, PPM",
  })
  void decode_pictureThatIsNotRead_isRefusedByName(String name, String detail) throws Exception {
    byte[] bytes = bytes(name);

    RejectedImageException refusal =
        catchThrowableOfType(RejectedImageException.class, () -> DECODER.decode(bytes));

    assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(refusal.detail()).isEqualTo(detail);
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = FaultPicturesTest.class.getResourceAsStream("/faults/" + name)) {
      return in.readAllBytes();
    }
  }
}
