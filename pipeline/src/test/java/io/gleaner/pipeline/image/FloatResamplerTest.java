package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By hand; PublishedPreprocessingTest compares it with PyTorch. */
class FloatResamplerTest {
  private static final float[] THIRDS = new float[256];

  static {
    for (int pixel = 0; pixel < 256; pixel++) {
      THIRDS[pixel] = pixel / 3f;
    }
  }

  @Test
  void resample_halvedBilinear_isTheTriangleByHand() {
    // As ResamplerTest's, but the 25 and 75 are thirds and the second colour is not rounded.
    byte[] rgb = new byte[12];
    rgb[6] = (byte) 175;
    rgb[7] = 1;

    float[] resampled =
        FloatResampler.resample(
            new RgbImage(4, 1, rgb), THIRDS, Interpolation.BILINEAR, Window.whole(2, 1));

    float[] expected = {25 / 3f, 1 / 21f, 0, 25, 1 / 7f, 0};
    for (int i = 0; i < expected.length; i++) {
      assertThat(resampled[i]).isCloseTo(expected[i], within(2e-6f));
    }
  }

  @Test
  void resample_doubledBicubic_overshootsAnEdge() {
    // Keys' cubic of a = -0.5 is -9/128 at distance 1.25: before a step by 85 only that tap sees
    // it.
    byte[] rgb = new byte[24];
    Arrays.fill(rgb, 12, 24, (byte) 255);

    float[] resampled =
        FloatResampler.resample(
            new RgbImage(8, 1, rgb), THIRDS, Interpolation.BICUBIC, Window.whole(16, 1));

    assertThat(resampled[3 * 6]).isCloseTo(85 * -9 / 128f, within(1e-5f));
    assertThat(resampled[3 * 9]).isCloseTo(85 * 137 / 128f, within(1e-5f));
  }

  @ParameterizedTest
  @EnumSource(names = {"BILINEAR", "BICUBIC"})
  void resample_window_isAPartOfTheWhole(Interpolation interpolation) {
    RgbImage image = Goldens.input("0");
    float[] whole = FloatResampler.resample(image, THIRDS, interpolation, Window.whole(60, 170));

    float[] part =
        FloatResampler.resample(image, THIRDS, interpolation, new Window(60, 170, 11, 150, 7, 20));

    for (int y = 0; y < 20; y++) {
      int from = ((150 + y) * 60 + 11) * 3;
      assertThat(Arrays.copyOfRange(part, y * 21, y * 21 + 21))
          .containsExactly(Arrays.copyOfRange(whole, from, from + 21));
    }
  }
}
