package io.gleaner.pipeline.encoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What processor_goldens.py cannot show: sides as they are published, and refusals. */
class TimmPreprocessingTest {
  @ParameterizedTest
  @CsvSource({
    "224, 0.9, 248",
    "224, 0.95, 235",
    "384, 1.0, 384",
    "518, 1.0, 518",
    "224, 0.875, 256"
  })
  void read_cropPct_dividesTheSideRoundedDown(int side, double share, int edge) {
    Preprocessing preprocessing =
        Published.timm(
            String.format(
                Locale.ROOT,
                "{'pretrained_cfg': {'input_size': [3, %1$d, %1$d], 'crop_pct': %2$s}}",
                side,
                share));

    assertThat(preprocessing.resize()).isEqualTo(new Resize.ShortestEdge(edge));
    assertThat(preprocessing.cropHeight()).isEqualTo(side);
  }

  @Test
  void read_testInputSize_isNotTheInputSize() {
    Preprocessing preprocessing =
        Published.timm(
            "{'pretrained_cfg': {'input_size': [3, 224, 224], 'test_input_size': [3, 288, 288],"
                + " 'test_crop_pct': 1.0}}");

    assertThat(preprocessing.cropWidth()).isEqualTo(224);
    assertThat(preprocessing.resize()).isEqualTo(new Resize.ShortestEdge(256));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'crop_mode': 'border' | crop_mode is \"border\", must be center or squash",
        "'input_size': [3, 224, 336] | input_size is [3,224,336], must be square where crop_mode is \"center\"",
        "'input_size': [1, 224, 224] | input_size is [1,224,224], must be [3, height, width]",
        "'interpolation': 'lanczos' | interpolation is \"lanczos\", must be bilinear or bicubic",
        "'crop_pct': 0 | crop_pct is 0, must be 0.1 to 1",
        "'mean': 'imagenet' | mean is \"imagenet\", must be three numbers",
      })
  void read_whatGleanerDoesNotHave_isRefusedByName(String text, String message) {
    assertThatThrownBy(() -> Published.timm("{'pretrained_cfg': {" + text + "}}"))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageStartingWith("model/file.json: ")
        .hasMessageContaining(message);
  }
}
