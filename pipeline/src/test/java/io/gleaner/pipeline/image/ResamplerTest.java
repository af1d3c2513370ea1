package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against Pillow's Image.resize: resize_goldens.py. Pillow 13 resamples columns first where an
 * image is tall, older versions and Gleaner always rows first. That rounds apart by a level, and by
 * more where a bicubic overshoot is clipped in between, which these photographs do not show.
 */
class ResamplerTest {
  static List<String[]> sizes() {
    return Goldens.table("resize/resized.tsv").stream().filter(row -> row[0].equals("0")).toList();
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void resize_widePhotograph_equalsPillowsToTheByte(
      String input, int width, int height, int code, String digest) throws Exception {
    RgbImage resized = resize(Goldens.input(input), width, height, interpolation(code));

    byte[] actual = MessageDigest.getInstance("SHA-256").digest(resized.rgb());
    assertThat(HexFormat.of().formatHex(actual)).isEqualTo(digest);
  }

  @ParameterizedTest
  @CsvSource({"0, 61, 50, 3", "1, 130, 70, 2"})
  void resize_photograph_differsNowhereByMoreThanALevel(
      String input, int width, int height, int code) {
    RgbImage expected =
        Goldens.pixels(
            String.format(Locale.ROOT, "resize/%s-%dx%d-%d", input, width, height, code));

    RgbImage resized = resize(Goldens.input(input), width, height, interpolation(code));

    assertThat(Goldens.largestDifference(resized.rgb(), expected.rgb())).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void resize_oneColour_staysThatColour(Interpolation interpolation) {
    byte[] rgb = new byte[3 * 19 * 23];
    Arrays.fill(rgb, (byte) 201);

    byte[] resized = resize(new RgbImage(19, 23, rgb), 40, 7, interpolation).rgb();

    assertThat(resized).containsOnly((byte) 201);
  }

  @Test
  void resize_halvedBilinear_isTheTriangleByHand() {
    // Scale 2 widens the triangle to 2 pixels: output 0 sees distances 0.25, 0.25, 0.75 of the
    // filter, weights 0.75, 0.75, 0.25 over 1.75.
    byte[] rgb = new byte[12];
    rgb[6] = (byte) 175;

    byte[] resized = resize(new RgbImage(4, 1, rgb), 2, 1, Interpolation.BILINEAR).rgb();

    assertThat(resized).containsExactly(25, 0, 0, 75, 0, 0);
  }

  private static RgbImage resize(
      RgbImage image, int width, int height, Interpolation interpolation) {
    return new RgbImage(
        width,
        height,
        Resampler.resample(
            Arithmetic.BYTES,
            image.rgb(),
            image.width(),
            image.height(),
            3,
            interpolation,
            Window.whole(width, height)));
  }

  /** Pillow's number of a filter. */
  static Interpolation interpolation(int code) {
    return Interpolation.coded(code).orElseThrow();
  }
}
