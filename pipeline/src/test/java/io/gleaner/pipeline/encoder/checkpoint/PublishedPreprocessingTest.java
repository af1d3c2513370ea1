package io.gleaner.pipeline.encoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import io.gleaner.pipeline.image.Preprocessor;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against the image processors of transformers and the evaluation transforms of timm:
 * processor_goldens.py.
 */
class PublishedPreprocessingTest {
  private static final float FLOATS = 1e-5f;

  /** Equal bytes, but timm divides by 255 where Gleaner multiplies by its inverse. */
  private static final float EQUAL_BYTES = 1e-6f;

  static List<String> names() {
    return Published.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void read_publishedFile_givesThePixelsThatPythonGives(String name) {
    Preprocessing preprocessing = Published.preprocessing(name);
    Preprocessor preprocessor = new Preprocessor(preprocessing);
    FloatBuffer goldens = Published.goldens(name);
    for (int photograph = 0; photograph < 2; photograph++) {
      float[] expected = new float[preprocessing.floatsPerImage()];
      goldens.get(expected);

      float[] actual = preprocessor.apply(Published.photograph(photograph));

      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i])
            .as("%s, photograph %d, value %d", name, photograph, i)
            .isCloseTo(expected[i], within(tolerance(preprocessing)));
      }
    }
    assertThat(goldens.remaining()).isZero();
  }

  @Test
  void names_cover_everyFamily() {
    assertThat(names())
        .contains("vit", "deit", "dino", "swin", "swinv2", "clip", "clip-laion", "siglip")
        .contains("siglip2", "beit", "vit-mae", "dinov2", "dinov2-with-registers", "dinov3")
        .contains("timm-vit", "timm-squash");
  }

  private static float tolerance(Preprocessing preprocessing) {
    if (preprocessing.arithmetic() == Arithmetic.FLOATS) {
      return FLOATS;
    }
    return EQUAL_BYTES;
  }
}
