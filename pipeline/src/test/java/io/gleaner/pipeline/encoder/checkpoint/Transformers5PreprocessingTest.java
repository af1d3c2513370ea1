package io.gleaner.pipeline.encoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import io.gleaner.pipeline.image.Preprocessor;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the image processors of transformers 5.24: processor_goldens_5.py. */
class Transformers5PreprocessingTest {
  private static final String FOLDER = "transformers5/";

  static List<String> names() {
    return Published.goldensIn(FOLDER);
  }

  static List<String[]> defaults() {
    return Published.defaults(FOLDER);
  }

  @ParameterizedTest
  @MethodSource("names")
  void read_fileByRelease5_givesThePixelsThatPythonGives(String name) {
    Preprocessing preprocessing = Published.preprocessing(FOLDER, name, Release.FIVE);
    Preprocessor preprocessor = new Preprocessor(preprocessing);
    FloatBuffer goldens = Published.goldens(FOLDER + name);
    for (int photograph = 0; photograph < 2; photograph++) {
      float[] expected = new float[preprocessing.floatsPerImage()];
      goldens.get(expected);

      float[] actual = preprocessor.apply(Published.photograph(photograph));

      // Bytes are equal; what is left is the rounding of float32.
      float tolerance =
          preprocessing.arithmetic() == Arithmetic.FLOATS ? 1e-5f : 2e-6f * largest(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i])
            .as("%s, photograph %d, value %d", name, photograph, i)
            .isCloseTo(expected[i], within(tolerance));
      }
    }
    assertThat(goldens.remaining()).isZero();
  }

  private static float largest(float[] values) {
    float largest = 1;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void read_silentFileByRelease5_hasTheClassesDefaults(
      String name,
      String resize,
      int cropHeight,
      int cropWidth,
      int resample,
      String mean,
      String std) {
    Preprocessing preprocessing =
        Published.transformers("{'image_processor_type': '" + name + "'}", Release.FIVE);

    String expected =
        preprocessing.resize() instanceof Resize.ShortestEdge edge
            ? "edge " + edge.pixels()
            : "exactly "
                + ((Resize.Exactly) preprocessing.resize()).height()
                + " "
                + ((Resize.Exactly) preprocessing.resize()).width();
    assertThat(expected).isEqualTo(resize);
    if (cropHeight > 0) {
      assertThat(preprocessing.cropHeight()).isEqualTo(cropHeight);
      assertThat(preprocessing.cropWidth()).isEqualTo(cropWidth);
    } else {
      assertThat(preprocessing.resize())
          .isEqualTo(new Resize.Exactly(preprocessing.cropHeight(), preprocessing.cropWidth()));
    }
    assertThat(preprocessing.interpolation().code()).isEqualTo(resample);
    assertThat(preprocessing.normalisation().mean()).isEqualTo(PreprocessorConfigTest.floats(mean));
    assertThat(preprocessing.normalisation().std()).isEqualTo(PreprocessorConfigTest.floats(std));
  }
}
