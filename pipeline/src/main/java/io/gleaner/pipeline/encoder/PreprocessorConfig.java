package io.gleaner.pipeline.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.image.Interpolation;
import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a Hugging Face {@code preprocessor_config.json}, with the defaults that its image
 * processors have for what it leaves out.
 */
final class PreprocessorConfig {
  private final Path file;
  private final JsonNode config;

  private PreprocessorConfig(Path file, JsonNode config) {
    this.file = file;
    this.config = config;
  }

  /**
   * @throws UnusableModelException for what Gleaner's preprocessing does not have
   */
  static Preprocessing read(Path file, JsonNode config) {
    return new PreprocessorConfig(file, config).read();
  }

  private Preprocessing read() {
    boolean crops = config.path("do_center_crop").asBoolean(config.has("crop_size"));
    Resize resize = config.path("do_resize").asBoolean(true) ? resize() : new Resize.None();
    int[] crop;
    if (crops) {
      crop = sides("crop_size");
    } else if (resize instanceof Resize.Exactly exactly) {
      crop = new int[] {exactly.height(), exactly.width()};
    } else {
      throw new UnusableModelException(
          file,
          "without do_center_crop the size must be height and width, is " + config.path("size"));
    }
    boolean rescales = config.path("do_rescale").asBoolean(true);
    boolean normalises = config.path("do_normalize").asBoolean(true);
    return new Preprocessing(
        resize,
        interpolation(),
        crop[0],
        crop[1],
        rescales ? config.path("rescale_factor").asDouble(1 / 255.0) : 1,
        normalises ? three("image_mean", 0.5f) : new float[] {0, 0, 0},
        normalises ? three("image_std", 0.5f) : new float[] {1, 1, 1});
  }

  private Resize resize() {
    JsonNode size = config.path("size");
    if (size.path("shortest_edge").isInt()) {
      return new Resize.ShortestEdge(positive("size.shortest_edge", size.path("shortest_edge")));
    }
    int[] sides = sides("size");
    return new Resize.Exactly(sides[0], sides[1]);
  }

  private int[] sides(String key) {
    JsonNode size = config.path(key);
    if (size.isInt()) {
      int side = positive(key, size);
      return new int[] {side, side};
    }
    if (size.path("height").isInt() && size.path("width").isInt()) {
      return new int[] {
        positive(key + ".height", size.path("height")), positive(key + ".width", size.path("width"))
      };
    }
    throw new UnusableModelException(
        file, "%s is %s, must be a number or have height and width".formatted(key, size));
  }

  private int positive(String key, JsonNode value) {
    if (value.asInt() < 1 || value.asInt() > 1 << 14) {
      throw new UnusableModelException(
          file, "%s is %s, must be 1 to 16384 pixels".formatted(key, value));
    }
    return value.asInt();
  }

  private Interpolation interpolation() {
    int code = config.path("resample").asInt(Interpolation.BILINEAR.code());
    return Arrays.stream(Interpolation.values())
        .filter(each -> each.code() == code)
        .findFirst()
        .orElseThrow(
            () ->
                new UnusableModelException(
                    file, "resample is %d, must be 2 (bilinear) or 3 (bicubic)".formatted(code)));
  }

  private float[] three(String key, float fallback) {
    JsonNode values = config.path(key);
    if (values.isMissingNode()) {
      return new float[] {fallback, fallback, fallback};
    }
    if (values.size() != 3) {
      throw new UnusableModelException(
          file, "%s is %s, must be three numbers".formatted(key, values));
    }
    return new float[] {
      (float) values.get(0).asDouble(),
      (float) values.get(1).asDouble(),
      (float) values.get(2).asDouble()
    };
  }
}
