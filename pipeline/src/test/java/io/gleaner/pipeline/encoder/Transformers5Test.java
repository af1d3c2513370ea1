package io.gleaner.pipeline.encoder;

import static io.gleaner.pipeline.encoder.GoldenFiles.golden;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.image.ImageDecoder;
import io.gleaner.pipeline.image.ImageLimits;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import io.gleaner.pipeline.image.Preprocessor;
import io.gleaner.pipeline.storage.Location;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders as transformers 5 saves them, and which of their files count. */
class Transformers5Test {
  private static final EncoderConfig CPU = EncoderConfig.DEFAULTS.withDevice("cpu");

  @TempDir Path folder;

  @Test
  void embed_visionTowerSavedBy5_isWhat5Gives() throws Exception {
    assertThat(embedding(fault("siglip-transformers5")))
        .containsExactly(new float[] {0.5437f, -0.9563f, -0.7328f, 0.1725f}, within(1e-4f));
  }

  @Test
  void embed_processorSavedWholeBy5_isWhat5Gives() throws Exception {
    assertThat(embedding(fault("clip-processor-transformers5")))
        .containsExactly(new float[] {0.6225f, 1.7667f, 0.2079f, 2.0688f}, within(1e-4f));
  }

  @Test
  void load_bothProcessorFiles_takesTheNestedOneAndSaysWhatTheOtherSays() throws Exception {
    copy(fault("clip-processor-transformers5"));
    Files.writeString(
        folder.resolve("preprocessor_config.json"),
        "{\"image_processor_type\": \"CLIPImageProcessor\", \"size\": 20, \"crop_size\": 16}");

    try (Encoder encoder = Encoders.load(folder, CPU)) {
      assertThat(encoder.preprocessing().resize()).isEqualTo(new Resize.ShortestEdge(16));
      assertThat(encoder.summary().preprocessing())
          .anyMatch(line -> line.startsWith("the image_processor of processor_config.json"))
          .anyMatch(line -> line.contains("says otherwise and is not read: shortest edge to 20"));
    }
  }

  @Test
  void load_vitThatSpeaksOfACrop_isReadByTheReleaseThatWroteIt() throws Exception {
    copy(golden("vit-f32"));
    Files.writeString(
        folder.resolve("preprocessor_config.json"),
        "{\"image_processor_type\": \"ViTImageProcessor\", \"size\": {\"height\": 20, \"width\":"
            + " 20}, \"do_center_crop\": true, \"crop_size\": {\"height\": 16, \"width\": 16}}");
    Path config = folder.resolve("config.json");
    String text = Files.readString(config);

    Files.writeString(config, versioned(text, "4.57.1"));
    try (Encoder encoder = Encoders.load(folder, CPU)) {
      assertThat(encoder.preprocessing().cropHeight()).isEqualTo(20);
      assertThat(encoder.summary().preprocessing())
          .anyMatch(line -> line.contains("config.json was written by 4.57.1"))
          .anyMatch(line -> line.contains("transformers 5 would give: resize to 20 x 20"));
    }
    EncoderConfig asked = CPU.withPreprocessing("{\"transformers\": 5}");
    String digest;
    try (Encoder encoder = Encoders.load(folder, asked)) {
      assertThat(encoder.preprocessing().cropHeight()).isEqualTo(16);
      digest = encoder.digest();
    }
    try (Encoder encoder = Encoders.load(folder, CPU)) {
      assertThat(encoder.digest()).isNotEqualTo(digest);
    }
    Files.writeString(config, versioned(text, "5.24.0"));
    try (Encoder encoder = Encoders.load(folder, CPU)) {
      assertThat(encoder.preprocessing().cropHeight()).isEqualTo(16);
    }
  }

  @Test
  void load_overridesOfARecipe_goOverTheFile() throws Exception {
    EncoderConfig asked =
        CPU.withPreprocessing(
            "{\"resample\": \"lanczos\", \"size\": {\"height\": 16, \"width\": 16}}");
    try (Encoder encoder = Encoders.load(golden("vit-f32"), asked)) {
      assertThat(encoder.preprocessing().describe())
          .startsWith("resize to 16 x 16, lanczos, centre crop of 16 x 16");
    }
    assertThatThrownBy(
            () -> Encoders.load(golden("vit-f32"), CPU.withPreprocessing("{\"crop_pct\": 1}")))
        .isInstanceOf(UnusableModelException.class)
        .hasMessageContaining(
            "preprocessing has \"crop_pct\", which an image processor of transformers does not"
                + " have");
    assertThatThrownBy(
            () -> Encoders.load(golden("vit-f32"), CPU.withPreprocessing("{\"do_resize\": false}")))
        .hasMessageContaining("with the recipe's preprocessing: {\"do_resize\":false}");
  }

  @Test
  void require_batchOfMoreThan2GiB_namesTheLargestThatFits() throws Exception {
    Path model = golden("vit-f32");
    try (Encoder encoder = Encoders.load(model, CPU)) {
      var large = encoder.preprocessing().at(224);
      PixelBatch.require(Location.of(model), large, 3566);
      assertThatThrownBy(() -> PixelBatch.require(Location.of(model), large, 4096))
          .isInstanceOf(UnusableModelException.class)
          .hasMessageContaining("batch is 4096")
          .hasMessageContaining("at most 3566 fit");
    }
  }

  private static Path fault(String name) {
    return golden("").resolveSibling("faults").resolve(name);
  }

  private static String versioned(String config, String version) {
    return config.replaceFirst(
        "\"transformers_version\": \"[^\"]*\"", "\"transformers_version\": \"" + version + "\"");
  }

  private static float[] embedding(Path model) throws Exception {
    try (Encoder encoder = Encoders.load(model, CPU)) {
      byte[] bytes = Files.readAllBytes(fault("plain.png"));
      float[] pixels =
          new Preprocessor(encoder.preprocessing())
              .apply(ImageDecoder.of(ImageLimits.DEFAULTS).decode(bytes).image());
      ByteBuffer buffer = PixelBatch.allocate(encoder.preprocessing(), 1);
      buffer.asFloatBuffer().put(pixels);
      return java.util.Arrays.copyOf(encoder.embed(buffer, 1), 4);
    }
  }

  private void copy(Path from) throws Exception {
    try (var files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }
}
