package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.encoder.checkpoint.ImageProcessor.CentreCrop;
import io.gleaner.pipeline.encoder.checkpoint.ImageProcessor.Kind;
import io.gleaner.pipeline.image.Interpolation;
import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import io.gleaner.pipeline.image.Preprocessing.Crop;
import io.gleaner.pipeline.image.Preprocessing.Normalisation;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.nio.file.Path;

/**
 * Reads a Hugging Face {@code preprocessor_config.json} as the image processor does that it names,
 * with that class's defaults; older files name a feature extractor. What Gleaner's preprocessing
 * does not have is refused.
 */
public final class PreprocessorConfig {
  /** That of every class that crops unless it is forbidden. */
  private static final Resize.Exactly DEFAULT_CROP = new Resize.Exactly(224, 224);

  private final Settings settings;
  private final ImageProcessor processor;

  private PreprocessorConfig(Settings settings, String modelType) {
    this.settings = settings;
    this.processor = processor(settings, modelType);
  }

  /**
   * Reads a file's content.
   *
   * @param file the name for messages
   * @param modelType of the model's config.json, for files that name no class
   * @throws UnusableModelException for what Gleaner's preprocessing does not have
   */
  public static Preprocessing read(Path file, JsonNode config, String modelType) {
    return new PreprocessorConfig(Settings.of(file, config), modelType).read();
  }

  private static ImageProcessor processor(Settings settings, String modelType) {
    String key =
        settings.has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
    if (!settings.has(key)) {
      return unnamed(settings, modelType);
    }
    String given = settings.text(key, "");
    String name = given.replace("FeatureExtractor", "ImageProcessor");
    if (name.startsWith("Siglip2ImageProcessor")) {
      throw settings.refused(
          ("%s is \"%s\", which makes patches of images of any shape (NaFlex); Gleaner reads SigLIP"
                  + " 2 of a fixed resolution, whose %s is \"SiglipImageProcessor\"")
              .formatted(key, given, key));
    }
    ImageProcessor processor = ImageProcessor.KNOWN.get(name);
    if (processor == null) {
      throw settings.refused(
          "%s is \"%s\", must be one of %s".formatted(key, given, ImageProcessor.KNOWN.keySet()));
    }
    return processor;
  }

  /** A file that names no class is read by the class that the model's own family has. */
  private static ImageProcessor unnamed(Settings settings, String modelType) {
    String name =
        switch (modelType) {
          case "vit", "vit_mae", "swin", "swinv2" -> "ViTImageProcessor";
          case "deit" -> "DeiTImageProcessor";
          case "beit" -> "BeitImageProcessor";
          case "clip", "clip_vision_model" -> "CLIPImageProcessor";
          case "siglip", "siglip_vision_model" -> "SiglipImageProcessor";
          case "dinov2", "dinov2_with_registers" -> "BitImageProcessor";
          case "dinov3_vit" -> "DINOv3ViTImageProcessorFast";
          default ->
              throw settings.refused(
                  "image_processor_type is missing, and model_type \"%s\" has none of its own"
                      .formatted(modelType));
        };
    return ImageProcessor.KNOWN.get(name);
  }

  private Preprocessing read() {
    if (flag("use_square_size", false) || flag("do_pad", false)) {
      throw settings.refused("use_square_size and do_pad must be false");
    }
    Resize resize = flag("do_resize", true) ? resize() : new Resize.None();
    Interpolation interpolation = interpolation();
    Normalisation defaults = processor.normalisation();
    boolean rescales = flag("do_rescale", true);
    boolean normalises = flag("do_normalize", true);
    return new Preprocessing(
        resize,
        interpolation,
        rescales ? processor.kind().arithmetic() : Arithmetic.BYTES,
        crop(resize),
        new Normalisation(
            rescales ? settings.real("rescale_factor", defaults.rescale()) : 1,
            normalises ? settings.three("image_mean", defaults.mean()) : new float[] {0, 0, 0},
            normalises ? settings.three("image_std", defaults.std()) : new float[] {1, 1, 1}));
  }

  private Crop crop(Resize resize) {
    boolean byDefault = processor.crop() == CentreCrop.UNLESS_FORBIDDEN;
    Resize kept = resize;
    if (processor.crop() != CentreCrop.NEVER && flag("do_center_crop", byDefault)) {
      kept = byDefault && !settings.has("crop_size") ? DEFAULT_CROP : sides("crop_size");
    }
    if (kept instanceof Resize.Exactly sides) {
      return new Crop(sides.height(), sides.width(), processor.kind().centring());
    }
    throw settings.refused(
        ("gives images of several sizes: without do_center_crop there must be do_resize and a size"
                + " of height and width, size is %s")
            .formatted(describe("size")));
  }

  private Resize resize() {
    JsonNode size = settings.get("size");
    if (!settings.has("size")) {
      return processor.size();
    }
    if (size.isInt() && !processor.squares()) {
      return new Resize.ShortestEdge(settings.pixels("size", size));
    }
    if (!size.hasNonNull("shortest_edge")) {
      return sides("size");
    }
    boolean needsBoth =
        processor.kind() == Kind.ARRAYS && processor.size() instanceof Resize.Exactly;
    if (keys(size) > 1 || needsBoth) {
      throw settings.refused(
          "size is %s, must have height and width%s"
              .formatted(size, needsBoth ? "" : ", or shortest_edge alone"));
    }
    return new Resize.ShortestEdge(
        settings.pixels("size.shortest_edge", size.get("shortest_edge")));
  }

  /** Reads one number for both sides, a pair of height and width, or an object of these. */
  private Resize.Exactly sides(String key) {
    JsonNode size = settings.get(key);
    if (size.isInt()) {
      return new Resize.Exactly(settings.pixels(key, size), settings.pixels(key, size));
    }
    if (size.isArray() && size.size() == 2) {
      return new Resize.Exactly(
          settings.pixels(key, size.get(0)), settings.pixels(key, size.get(1)));
    }
    if (size.hasNonNull("height") && size.hasNonNull("width") && keys(size) == 2) {
      return new Resize.Exactly(
          settings.pixels(key + ".height", size.get("height")),
          settings.pixels(key + ".width", size.get("width")));
    }
    throw settings.refused("%s is %s, must have height and width".formatted(key, describe(key)));
  }

  private String describe(String key) {
    return settings.has(key) ? settings.get(key).toString() : "missing";
  }

  /** Counts the keys of an object that are not null. */
  private static int keys(JsonNode object) {
    int keys = 0;
    for (JsonNode value : object) {
      keys += value.isNull() ? 0 : 1;
    }
    return keys;
  }

  /** A null is the class's default to the fast processors and false to the others, as in Python. */
  private boolean flag(String key, boolean fallback) {
    JsonNode value = settings.get(key);
    if (value.isMissingNode()) {
      return fallback;
    }
    if (value.isNull()) {
      return processor.kind() != Kind.ARRAYS && fallback;
    }
    if (!value.isBoolean()) {
      throw settings.refused("%s is %s, must be true or false".formatted(key, value));
    }
    return value.booleanValue();
  }

  private Interpolation interpolation() {
    double code = settings.real("resample", processor.interpolation().code());
    for (Interpolation interpolation : Interpolation.values()) {
      if (interpolation.code() == code) {
        return interpolation;
      }
    }
    throw settings.refused(
        "resample is %s, must be 2 (bilinear) or 3 (bicubic)".formatted(settings.get("resample")));
  }
}
