package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which layouts of TIFF are read; pixels have goldens. */
class TiffLayoutTest {
  @ParameterizedTest
  @CsvSource({
    "1, 32, 3, 1, 1, grey of floating-point samples of 32 bits",
    "0, 16, 3, 1, 1, grey of floating-point samples of 16 bits",
    "1, 64, 3, 1, 1, grey of floating-point samples of 64 bits",
    "2, 32, 3, 3, 1, RGB of floating-point samples of 32 bits",
    "1, 32, 1, 1, 1, grey of unsigned samples of 32 bits",
    "1, 32, 2, 1, 1, grey of signed samples of 32 bits",
    "1, 16, 2, 1, 1, grey of signed samples of 16 bits",
    "1, 12, 1, 1, 1, grey of unsigned samples of 12 bits",
    "2, 4, 1, 3, 1, RGB of unsigned samples of 4 bits",
    "3, 16, 1, 1, 1, palette indices of unsigned samples of 16 bits",
    "1, 64, 6, 1, 1, grey of complex samples of 64 bits",
    "1, 8, 4, 1, 1, grey of undefined samples of 8 bits",
    "8, 8, 1, 3, 1, CIE L*a*b*",
    "32803, 8, 1, 1, 1, a sensor's colour filter array",
    "99, 8, 1, 1, 1, colours of kind 99",
    "1, 8, 1, 5, 1, '5 samples a pixel, of which 1 are colours'",
    "2, 8, 1, 1, 1, '1 samples a pixel, of which 3 are colours'",
    "2, 8, 1, 3, 50000, compression Zstandard",
    "2, 8, 1, 3, 34925, compression LZMA",
    "2, 8, 1, 3, 50001, compression WebP",
    "2, 8, 1, 3, 50002, compression JPEG XL",
    "2, 8, 1, 3, 12345, compression number 12345",
  })
  void of_layoutThatIsNotRead_isRefusedByName(
      int photometric, int bits, int format, int samples, int compression, String found) {
    byte[] tiff = tiff(photometric, bits, format, samples, compression);

    RejectedImageException refusal =
        catchThrowableOfType(RejectedImageException.class, () -> TiffLayout.of(tiff));

    assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(refusal.detail()).isEqualTo("TIFF: " + found);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 4",
    "1, 2, 1, 1",
    "1, 4, 1, 1",
    "1, 8, 2, 5",
    "1, 16, 1, 8",
    "2, 8, 3, 7",
    "2, 8, 4, 1",
    "2, 16, 3, 32946",
    "3, 8, 1, 32773",
    "5, 8, 4, 1",
    "5, 16, 4, 5",
    "6, 8, 3, 6",
  })
  void of_layoutThatIsRead_passes(int photometric, int bits, int samples, int compression) {
    assertThatCode(() -> TiffLayout.of(tiff(photometric, bits, 1, samples, compression)))
        .doesNotThrowAnyException();
  }

  @Test
  void of_noDirectory_isLeftToTheDecoder() {
    assertThatCode(
            () -> TiffLayout.of("II*\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .doesNotThrowAnyException();
  }

  private static byte[] tiff(int photometric, int bits, int format, int samples, int compression) {
    int[][] entries = {
      {256, 8},
      {257, 8},
      {258, bits},
      {259, compression},
      {262, photometric},
      {277, samples},
      {339, format},
    };
    ByteBuffer tiff =
        ByteBuffer.allocate(8 + 2 + 12 * entries.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    tiff.putShort((short) entries.length);
    for (int[] entry : entries) {
      tiff.putShort((short) entry[0]).putShort((short) 3).putInt(1).putInt(entry[1]);
    }
    return tiff.array();
  }
}
