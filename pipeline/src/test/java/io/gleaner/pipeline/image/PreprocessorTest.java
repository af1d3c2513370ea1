package io.gleaner.pipeline.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import io.gleaner.pipeline.image.Preprocessing.Centring;
import io.gleaner.pipeline.image.Preprocessing.Crop;
import io.gleaner.pipeline.image.Preprocessing.Normalisation;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against BitImageProcessor and ViTImageProcessor of transformers: resize_goldens.py. */
class PreprocessorTest {
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  /** See ResamplerTest for why tall images may differ by it. */
  private static final float ONE_LEVEL = 1.001f / (255 * 0.224f);

  @Test
  void apply_photographs_equalTransformersPixelValues() {
    FloatBuffer expected =
        ByteBuffer.wrap(Goldens.unzipped("resize/preprocess.f32.gz"))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    List<String[]> cases = Goldens.table("resize/preprocess.tsv");
    for (String[] row : cases) {
      Preprocessing preprocessing =
          preprocessing(
              resize(row[3]),
              ResamplerTest.interpolation(Integer.parseInt(row[2])),
              Integer.parseInt(row[4]),
              Integer.parseInt(row[5]));
      float[] values = new float[preprocessing.floatsPerImage()];
      expected.get(values);

      float[] actual = new Preprocessor(preprocessing).apply(Goldens.input(row[1]));

      assertThat(actual).hasSameSizeAs(values);
      for (int i = 0; i < values.length; i++) {
        assertThat(actual[i])
            .as("%s, value %d", Arrays.toString(row), i)
            .isCloseTo(values[i], within(ONE_LEVEL));
      }
    }
    assertThat(expected.remaining()).isZero();
    assertThat(cases).hasSizeGreaterThan(5);
  }

  @Test
  void apply_imageSmallerThanTheCrop_isPaddedWithNormalisedBlack() {
    RgbImage white = new RgbImage(1, 1, new byte[] {-1, -1, -1});
    Preprocessing preprocessing =
        new Preprocessing(
            new Resize.None(),
            Interpolation.BICUBIC,
            Arithmetic.BYTES,
            new Crop(2, 3, Centring.FLOOR),
            new Normalisation(
                1 / 255.0, new float[] {0.5f, 0.5f, 0.5f}, new float[] {0.5f, 0.5f, 0.5f}));

    float[] pixels = new Preprocessor(preprocessing).apply(white);

    assertThat(Arrays.copyOf(pixels, 6)).containsExactly(-1, -1, -1, -1, 1, -1);
  }

  @ParameterizedTest
  @CsvSource({
    // surplus, FLOOR, TOWARDS_ZERO, HALF_EVEN: Python's d // 2, int(d / 2.0), round(d / 2.0);
    // padding is (-d) // 2
    "4, 2, 2, 2",
    "5, 2, 2, 2",
    "7, 3, 3, 4",
    "3, 1, 1, 2",
    "1, 0, 0, 0",
    "0, 0, 0, 0",
    "-1, -1, 0, 0",
    "-3, -2, -1, -1",
    "-4, -2, -2, -2",
  })
  void start_oddSurplus_isRoundedAsEachLibraryDoes(
      int surplus, int floor, int towardsZero, int halfEven) {
    assertThat(Stream.of(Centring.values()).map(each -> each.start(surplus)))
        .containsExactly(floor, towardsZero, halfEven);
  }

  @Test
  void at_anotherSide_scalesTheResizeWithTheCrop() {
    Preprocessing edge =
        preprocessing(new Resize.ShortestEdge(256), Interpolation.BICUBIC, 224, 224);
    Preprocessing exactly =
        preprocessing(new Resize.Exactly(256, 37), Interpolation.BICUBIC, 224, 32);

    assertThat(edge.at(518).resize()).isEqualTo(new Resize.ShortestEdge(592));
    assertThat(edge.at(518).crop()).isEqualTo(new Crop(518, 518, Centring.FLOOR));
    assertThat(edge.at(224).resize()).isEqualTo(edge.resize());
    assertThat(exactly.at(64).resize()).isEqualTo(new Resize.Exactly(73, 74));
    assertThat(exactly.at(64).floatsPerImage()).isEqualTo(3 * 64 * 64);
  }

  private static Preprocessing preprocessing(
      Resize resize, Interpolation interpolation, int height, int width) {
    return new Preprocessing(
        resize,
        interpolation,
        Arithmetic.BYTES,
        new Crop(height, width, Centring.FLOOR),
        new Normalisation(1 / 255.0, MEAN, STD));
  }

  private static Resize resize(String text) {
    String[] words = text.split(" ");
    return switch (words[0]) {
      case "edge" -> new Resize.ShortestEdge(Integer.parseInt(words[1]));
      case "exactly" -> new Resize.Exactly(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
      default -> new Resize.None();
    };
  }
}
