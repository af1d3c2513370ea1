package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read, what is an image of another format, and what is none, by content. */
class ImageFormatTest {
  @ParameterizedTest
  @CsvSource({
    "49492b00080000001000, BigTIFF",
    "4d4d002b000800000000, BigTIFF",
    "4949bc0108000000, JPEG XR",
    "5036203120310a323535, PPM",
    "50360a23206764700a3132, PPM",
    "50350a3120310a3235350a00, PGM",
    "50340a3120310a00, PBM",
    "50370a5749445448, PAM",
    "5046 0a3120310a, PFM",
    "0000000c6a5020200d0a870a, JPEG 2000",
    "ff4fff5100290000, JPEG 2000",
    "00000020667479706a703220, JPEG 2000",
    "716f696600000001, QOI",
    "000000186674797068656963 000000006d696631, HEIF",
    "00000018667479706d696631 0000000068656963, HEIF",
    "000000186674797068656978 00000000, HEIF",
    "000000186674797068657663 00000000, HEIF",
    "00000018667479706d736631 00000000, HEIF",
    "000000186674797061766966 00000000, AVIF",
    "000000186674797061766973 00000000, AVIF",
    "00000020667479706d696631 000000006d6961666176696600000000, AVIF",
    "000000186674797063727820 00000001, raw camera file",
    "ff0a0010, JPEG XL",
    "0000000c4a584c200d0a870a, JPEG XL",
    "3842505300010000, Photoshop",
    "0000010001001010, ICO",
    "0000020001002020, CUR",
    "4444532 07c000000, DDS",
    "762f310102000000, OpenEXR",
    "233f52414449414e4345, Radiance HDR",
    "255044462d312e37, PDF",
    "0a05010800000000, PCX",
    "53494d504c4520203d, FITS",
  })
  void of_otherFormat_isNamed(String hex, String name) {
    RejectedImageException refusal = refusal(HexFormat.of().parseHex(hex.replace(" ", "")));

    assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(refusal.detail()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<svg xmlns='http://www.w3.org/2000/svg'>",
        "<?xml version='1.0'?>\n<!-- drawn -->\n<svg>",
        "<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'x' 'y'><svg>",
      })
  void of_scalableGraphics_isNamed(String text) {
    assertThat(refusal(text.getBytes(StandardCharsets.UTF_8)).detail()).isEqualTo("SVG");
  }

  @Test
  void of_targa_isKnownByFooterOrByAHeaderThatFitsTheFile() {
    byte[] header = HexFormat.of().parseHex("000002000000000000000000040003001800");
    byte[] whole = Arrays.copyOf(header, 18 + 4 * 3 * 3);
    byte[] withFooter = ("anything" + "TRUEVISION-XFILE.\0").getBytes(StandardCharsets.ISO_8859_1);

    assertThat(refusal(whole).detail()).isEqualTo("TGA");
    assertThat(refusal(withFooter).detail()).isEqualTo("TGA");
    assertThat(refusal(Arrays.copyOf(whole, whole.length - 1)).reason())
        .isEqualTo(Reason.NOT_AN_IMAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html><body><svg></svg>",
        "PK zip",
        "P6",
        "P6 is not followed by a size",
        "%DOC",
        "plain words",
        "{\"a\": 1}",
      })
  void of_noImage_isCalledSo(String text) {
    assertThat(refusal(text.getBytes(StandardCharsets.ISO_8859_1)).reason())
        .isEqualTo(Reason.NOT_AN_IMAGE);
  }

  @Test
  void of_videoAndAudio_isNoImage() {
    byte[] mp4 = HexFormat.of().parseHex("00000018667479706d7034320000000069736f6d");

    assertThat(refusal(mp4).reason()).isEqualTo(Reason.NOT_AN_IMAGE);
  }

  /** Targa's header is weak evidence: noise is taken for one seldom enough. */
  @Test
  void of_noise_isSeldomTakenForAnImage() {
    SplittableRandom random = new SplittableRandom(7);
    int named = 0;
    for (int trial = 0; trial < 100_000; trial++) {
      byte[] noise = new byte[64];
      random.nextBytes(noise);
      try {
        ImageFormat.of(noise);
      } catch (RejectedImageException e) {
        named += e.reason() == Reason.UNSUPPORTED_FORMAT ? 1 : 0;
      }
    }
    assertThat(named).isLessThan(20);
  }

  private static RejectedImageException refusal(byte[] bytes) {
    return catchThrowableOfType(RejectedImageException.class, () -> ImageFormat.of(bytes));
  }
}
