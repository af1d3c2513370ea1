package io.gleaner.pipeline.encoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.image.Interpolation;
import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import io.gleaner.pipeline.image.Preprocessing.Centring;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PreprocessorConfigTest {
  static List<String[]> defaults() {
    return Published.defaults();
  }

  @ParameterizedTest
  @MethodSource("defaults")
  void read_silentFile_hasTheClassesDefaults(
      String name,
      String resize,
      int cropHeight,
      int cropWidth,
      int resample,
      String mean,
      String std) {
    Preprocessing preprocessing =
        Published.transformers(String.format(Locale.ROOT, "{'image_processor_type': '%s'}", name));

    String[] words = resize.split(" ", -1);
    if (words[0].equals("edge")) {
      assertThat(preprocessing.resize())
          .isEqualTo(new Resize.ShortestEdge(Integer.parseInt(words[1])));
    } else {
      assertThat(preprocessing.resize())
          .isEqualTo(new Resize.Exactly(Integer.parseInt(words[1]), Integer.parseInt(words[2])));
    }
    if (cropHeight > 0) {
      assertThat(preprocessing.cropHeight()).isEqualTo(cropHeight);
      assertThat(preprocessing.cropWidth()).isEqualTo(cropWidth);
    } else {
      assertThat(preprocessing.resize())
          .isEqualTo(new Resize.Exactly(preprocessing.cropHeight(), preprocessing.cropWidth()));
    }
    assertThat(preprocessing.interpolation().code()).isEqualTo(resample);
    assertThat(preprocessing.normalisation().mean()).isEqualTo(floats(mean));
    assertThat(preprocessing.normalisation().std()).isEqualTo(floats(std));
    assertThat(preprocessing.normalisation().rescale()).isEqualTo(1 / 255.0);
  }

  /** Reads Python's way of writing a list. */
  static float[] floats(String list) {
    String[] numbers = list.substring(1, list.length() - 1).split(", ", -1);
    float[] floats = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      floats[i] = Float.parseFloat(numbers[i]);
    }
    return floats;
  }

  @Test
  void read_dinov3_resamplesFloatsUnlessNothingIsRescaled() {
    String text = "{'image_processor_type': 'DINOv3ViTImageProcessorFast'%s}";

    assertThat(Published.transformers(String.format(Locale.ROOT, text, "")).arithmetic())
        .isEqualTo(Arithmetic.FLOATS);
    assertThat(
            Published.transformers(String.format(Locale.ROOT, text, ", 'do_rescale': false"))
                .arithmetic())
        .isEqualTo(Arithmetic.TENSOR_BYTES);
  }

  @Test
  void read_vitThatSpeaksOfACrop_cropsOnlyOnTensors() {
    String text =
        "{'image_processor_type': '%s', 'size': 256, 'do_center_crop': true, 'crop_size': 224}";

    Preprocessing arrays =
        Published.transformers(String.format(Locale.ROOT, text, "ViTImageProcessor"));
    Preprocessing tensors =
        Published.transformers(String.format(Locale.ROOT, text, "ViTImageProcessorFast"));

    assertThat(arrays.cropHeight()).isEqualTo(256);
    assertThat(tensors.cropHeight()).isEqualTo(224);
    assertThat(tensors.crop().centring()).isEqualTo(Centring.TOWARDS_ZERO);
  }

  @Test
  void read_fileWithoutAClass_isReadByTheClassOfTheModelsFamily() {
    JsonNode file = Published.parse("{\"size\": 40, \"image_mean\": 0.25}");

    Preprocessing squared = PreprocessorConfig.read(Path.of("file"), file, "vit", Release.FOUR);
    Preprocessing cropped = PreprocessorConfig.read(Path.of("file"), file, "clip", Release.FOUR);

    assertThat(squared.resize()).isEqualTo(new Resize.Exactly(40, 40));
    assertThat(squared.interpolation()).isEqualTo(Interpolation.BILINEAR);
    assertThat(cropped.resize()).isEqualTo(new Resize.ShortestEdge(40));
    assertThat(cropped.cropHeight()).isEqualTo(224);
    assertThat(cropped.interpolation()).isEqualTo(Interpolation.BICUBIC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'image_processor_type': 'Siglip2ImageProcessorFast' | NaFlex",
        "'image_processor_type': 'ConvNextImageProcessor' | must be one of [BeitImageProcessor,",
        "'size': 224 | image_processor_type is missing, and model_type",
        "'feature_extractor_type': 'CLIPFeatureExtractor', 'do_center_crop': false | size is"
            + " missing",
        "'image_processor_type': 'SiglipImageProcessor', 'size': 224 | size is 224",
        "'image_processor_type': 'DeiTImageProcessor', 'size': {'shortest_edge': 9} | must have"
            + " height and width",
        "'image_processor_type': 'CLIPImageProcessor', 'size': {'shortest_edge': 9, 'width': 12} |"
            + " or shortest_edge and longest_edge alone",
        "'image_processor_type': 'CLIPImageProcessor', 'size': {'longest_edge': 12} | must have"
            + " height and width",
        "'image_processor_type': 'CLIPImageProcessor', 'size': 0 | size is 0, must be 1 to 16384"
            + " pixels",
        "'image_processor_type': 'ViTImageProcessor', 'resample': 6 | resample is 6,"
            + " ViTImageProcessor has 0 (nearest), 1 (lanczos), 2 (bilinear)",
        "'image_processor_type': 'ViTImageProcessorFast', 'resample': 4 | resample is 4,"
            + " ViTImageProcessorFast has 0 (nearest), 1 (lanczos), 2 (bilinear), 3 (bicubic)",
        "'image_processor_type': 'DINOv3ViTImageProcessor', 'resample': 1 | has 2 (bilinear), 3"
            + " (bicubic)",
        "'image_processor_type': 'ViTImageProcessor', 'do_resize': false | gives images of several"
            + " sizes",
        "'image_processor_type': 'ViTImageProcessor', 'do_resize': null | gives images of several"
            + " sizes",
        "'image_processor_type': 'ViTImageProcessor', 'do_rescale': 'no' | do_rescale is \"no\","
            + " must be true or false",
        "'image_processor_type': 'ViTImageProcessor', 'image_mean': [0.5] | image_mean is [0.5],"
            + " must be three numbers",
        "'image_processor_type': 'ViTImageProcessorFast', 'do_center_crop': true | crop_size is"
            + " missing",
        "'image_processor_type': 'ViTImageProcessorFast', 'do_pad': true | must be false",
        "'image_processor_type': 'CLIPImageProcessorFast', 'image_mean': null | image_mean is null,"
            + " which CLIPImageProcessorFast cannot use",
        "'image_processor_type': 'CLIPImageProcessor', 'resample': null | resample is null",
      })
  void read_whatGleanerDoesNotHave_isRefusedByName(String text, String message) {
    assertThatThrownBy(() -> Published.transformers("{" + text + "}"))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageStartingWith("model/file.json: ")
        .hasMessageContaining(message);
  }
}
