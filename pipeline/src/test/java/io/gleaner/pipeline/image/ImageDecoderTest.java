package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of file against Pillow's pixels (decode_goldens.py), and what must be refused. */
class ImageDecoderTest {
  private static final ImageDecoder DECODER = ImageDecoder.of(ImageLimits.DEFAULTS);
  private static final ImageDecoder UNLIMITED =
      ImageDecoder.of(new ImageLimits(100_000_000, 100_000_000, 1, 10_000));

  /** Decoders of lossy files round their transform and upsample chroma each in their way. */
  private static final int LOSSY_LEVELS = 60;

  static List<String> goldens() {
    return Goldens.withPixels("decode");
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void decode_everyKindOfFile_hasPillowsPixels(String name) throws Exception {
    RgbImage expected = Goldens.pixels(name);

    RgbImage decoded = UNLIMITED.decode(Goldens.bytes(name)).image();

    assertThat(decoded.width()).isEqualTo(expected.width());
    assertThat(decoded.height()).isEqualTo(expected.height());
    boolean lossy = name.endsWith(".jpg") || name.endsWith("orientation-6.webp");
    assertThat(Goldens.largestDifference(decoded.rgb(), expected.rgb()))
        .isLessThanOrEqualTo(lossy ? LOSSY_LEVELS : 0);
    assertThat(meanDifference(decoded.rgb(), expected.rgb())).isLessThan(lossy ? 4.0 : 1e-9);
  }

  @ParameterizedTest
  @CsvSource({
    "bomb.png, TOO_MANY_PIXELS",
    "empty.jpg, EMPTY",
    "garbage.png, CORRUPT",
    "html-named.jpg, NOT_AN_IMAGE",
    "one-pixel.png, TOO_SMALL",
    "truncated.jpg, TRUNCATED",
  })
  void decode_hostileFile_isRefusedWithItsReason(String name, Reason reason) {
    RejectedImageException refusal =
        catchThrowableOfType(
            RejectedImageException.class, () -> DECODER.decode(Goldens.bytes("hostile/" + name)));
    assertThat(refusal.reason()).isEqualTo(reason);
  }

  @Test
  void decode_imageWithFlippedBytes_givesAnImageOrAReason() {
    int refused = 0;
    int trials = 400;
    for (int seed = 0; seed < trials; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<String> names = goldens();
      byte[] bytes = Goldens.bytes(names.get(random.nextInt(names.size())));
      byte[] broken = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      for (int flips = random.nextInt(8); flips >= 0; flips--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(DECODER.decode(broken).image().width()).isPositive();
      } catch (RejectedImageException e) {
        assertThat(e.reason()).as("seed %d", seed).isNotNull();
        refused++;
      }
    }
    assertThat(refused).isBetween(1, trials);
  }

  private static double meanDifference(byte[] one, byte[] other) {
    long sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xff) - (other[i] & 0xff));
    }
    return (double) sum / one.length;
  }
}
