package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against Pillow's convert("L").resize((32, 32), BILINEAR): resize_goldens.py. */
class GreyThumbnailTest {
  static List<String[]> thumbnails() {
    return Goldens.table("resize/grey.tsv");
  }

  @ParameterizedTest
  @MethodSource("thumbnails")
  void of_photograph_hasPillowsPixels(String input, String expected) {
    byte[] grey = GreyThumbnail.of(Goldens.input(input));

    assertThat(Goldens.largestDifference(grey, HexFormat.of().parseHex(expected)))
        .isLessThanOrEqualTo(1);
  }

  @Test
  void of_onePixel_isThatPixelEverywhere() {
    byte[] grey = GreyThumbnail.of(new RgbImage(1, 1, new byte[] {9, 9, 9}));

    assertThat(grey).hasSize(32 * 32).containsOnly((byte) 9);
  }
}
