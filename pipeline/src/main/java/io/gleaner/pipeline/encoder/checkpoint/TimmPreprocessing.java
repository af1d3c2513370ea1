package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.image.Interpolation;
import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import io.gleaner.pipeline.image.Preprocessing.Centring;
import io.gleaner.pipeline.image.Preprocessing.Crop;
import io.gleaner.pipeline.image.Preprocessing.Normalisation;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads the {@code pretrained_cfg} of timm's {@code config.json} as {@code resolve_data_config} and
 * {@code create_transform} do for evaluation (timm 1.0): torchvision's resize and centre crop over
 * Pillow.
 */
final class TimmPreprocessing {
  private static final float[] IMAGENET_MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] IMAGENET_STD = {0.229f, 0.224f, 0.225f};
  private static final double CROP_PCT = 0.875;
  private static final double LEAST_CROP_PCT = 0.1;

  private final Settings settings;

  private TimmPreprocessing(Settings settings) {
    this.settings = settings;
  }

  /**
   * Reads a file's content.
   *
   * @param file the name for messages
   * @param config the whole file; the oldest have no pretrained_cfg but its keys themselves
   * @param override what a recipe puts in place of its keys
   * @throws UnusableModelException for what Gleaner's preprocessing does not have
   */
  static Preprocessing read(Path file, JsonNode config, PreprocessingOverride override) {
    JsonNode pretrained = config.has("pretrained_cfg") ? config.get("pretrained_cfg") : config;
    return new TimmPreprocessing(Settings.of(file, override.over(pretrained))).read();
  }

  private Preprocessing read() {
    int height = 224;
    int width = 224;
    if (settings.has("input_size")) {
      JsonNode size = settings.get("input_size");
      if (size.size() != 3 || size.get(0).asInt() != 3) {
        throw settings.refused(
            String.format(Locale.ROOT, "input_size is %s, must be [3, height, width]", size));
      }
      height = settings.pixels("input_size", size.get(1));
      width = settings.pixels("input_size", size.get(2));
    }
    return new Preprocessing(
        resize(height, width),
        interpolation(),
        Arithmetic.BYTES,
        new Crop(height, width, Centring.HALF_EVEN),
        new Normalisation(
            1 / 255.0, settings.three("mean", IMAGENET_MEAN), settings.three("std", IMAGENET_STD)));
  }

  private Resize resize(int height, int width) {
    double share = settings.real("crop_pct", CROP_PCT);
    if (!(share >= LEAST_CROP_PCT && share <= 1)) {
      throw settings.refused(
          String.format(
              Locale.ROOT,
              "crop_pct is %s, must be %s to 1",
              settings.get("crop_pct"),
              LEAST_CROP_PCT));
    }
    int tall = (int) Math.floor(height / share);
    int wide = (int) Math.floor(width / share);
    String mode = settings.text("crop_mode", "center");
    return switch (mode) {
      case "squash" -> new Resize.Exactly(tall, wide);
      case "center" -> {
        if (tall != wide) {
          throw settings.refused(
              String.format(
                  Locale.ROOT,
                  "input_size is %s, must be square where crop_mode is \"center\"",
                  settings.get("input_size")));
        }
        yield new Resize.ShortestEdge(tall);
      }
      default ->
          throw settings.refused(
              String.format(Locale.ROOT, "crop_mode is \"%s\", must be center or squash", mode));
    };
  }

  private Interpolation interpolation() {
    String name = settings.text("interpolation", "bicubic");
    return switch (name) {
      case "bilinear" -> Interpolation.BILINEAR;
      case "bicubic" -> Interpolation.BICUBIC;
      default ->
          throw settings.refused(
              String.format(
                  Locale.ROOT, "interpolation is \"%s\", must be bilinear or bicubic", name));
    };
  }
}
