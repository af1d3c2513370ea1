package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.encoder.checkpoint.ImageProcessor.CentreCrop;
import io.gleaner.pipeline.encoder.checkpoint.ImageProcessor.Edges;
import io.gleaner.pipeline.encoder.checkpoint.ImageProcessor.Kind;
import io.gleaner.pipeline.image.Interpolation;
import io.gleaner.pipeline.image.Preprocessing;
import io.gleaner.pipeline.image.Preprocessing.Arithmetic;
import io.gleaner.pipeline.image.Preprocessing.Crop;
import io.gleaner.pipeline.image.Preprocessing.Normalisation;
import io.gleaner.pipeline.image.Preprocessing.Resize;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads the settings of a Hugging Face image processor as the class does that they name, with that
 * class's defaults; older files name a feature extractor. What Gleaner's preprocessing does not
 * have is refused.
 */
final class PreprocessorConfig {
  private final Settings settings;
  private final ImageProcessor processor;

  private PreprocessorConfig(Settings settings, String modelType, Release release) {
    this.settings = settings;
    this.processor = processor(settings, modelType, release);
  }

  /**
   * Reads a file's content.
   *
   * @param file the name for messages
   * @param modelType of the model's config.json, for files that name no class
   * @param release whose processors are meant
   * @throws UnusableModelException for what Gleaner's preprocessing does not have
   */
  static Preprocessing read(Path file, JsonNode config, String modelType, Release release) {
    return new PreprocessorConfig(Settings.of(file, config), modelType, release).read();
  }

  private static ImageProcessor processor(Settings settings, String modelType, Release release) {
    String key =
        settings.has("image_processor_type") ? "image_processor_type" : "feature_extractor_type";
    if (!settings.has(key)) {
      return unnamed(settings, modelType, release);
    }
    String given = settings.text(key, "");
    String name = given.replace("FeatureExtractor", "ImageProcessor");
    if (name.startsWith("Siglip2ImageProcessor")) {
      throw settings.refused(
          String.format(
              Locale.ROOT,
              "%s is \"%s\", which makes patches of images of any shape (NaFlex); Gleaner reads"
                  + " SigLIP 2 of a fixed resolution, whose %s is \"SiglipImageProcessor\"",
              key,
              given,
              key));
    }
    Map<String, ImageProcessor> known = ImageProcessor.known(release);
    ImageProcessor processor = known.get(name);
    if (processor == null) {
      throw settings.refused(
          String.format(
              Locale.ROOT, "%s is \"%s\", must be one of %s", key, given, known.keySet()));
    }
    return processor;
  }

  /** A file that names no class is read by the class that the model's own family has. */
  private static ImageProcessor unnamed(Settings settings, String modelType, Release release) {
    String name =
        switch (modelType) {
          case "vit", "vit_mae", "swin", "swinv2" -> "ViTImageProcessor";
          case "deit" -> "DeiTImageProcessor";
          case "beit" -> "BeitImageProcessor";
          case "clip", "clip_vision_model" -> "CLIPImageProcessor";
          case "siglip", "siglip_vision_model" -> "SiglipImageProcessor";
          case "dinov2", "dinov2_with_registers" -> "BitImageProcessor";
          case "dinov3_vit" -> "DINOv3ViTImageProcessor";
          default ->
              throw settings.refused(
                  String.format(
                      Locale.ROOT,
                      "image_processor_type is missing, and model_type \"%s\" has none of its own",
                      modelType));
        };
    return ImageProcessor.known(release).get(name);
  }

  private Preprocessing read() {
    if (flag("use_square_size", false) || flag("do_pad", false)) {
      throw settings.refused("use_square_size and do_pad must be false");
    }
    boolean resizes = flag("do_resize", true);
    boolean rescales = flag("do_rescale", true);
    boolean normalises = flag("do_normalize", true);
    refuseNull("size", resizes && processor.kind() != Kind.ARRAYS);
    refuseNull("resample", resizes);
    refuseNull("rescale_factor", rescales);
    refuseNull("image_mean", normalises && processor.kind() != Kind.ARRAYS);
    refuseNull("image_std", normalises && processor.kind() != Kind.ARRAYS);
    Resize resize = resizes ? resize() : new Resize.None();
    Normalisation defaults = processor.normalisation();
    Arithmetic arithmetic = processor.kind().arithmetic(rescales);
    Interpolation interpolation = interpolation(arithmetic);
    return new Preprocessing(
        resize,
        interpolation,
        arithmetic,
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
      refuseNull("crop_size", processor.kind() != Kind.ARRAYS);
      boolean silent = processor.cropSize() != null && !settings.has("crop_size");
      kept = silent ? processor.cropSize() : sides("crop_size");
    }
    if (kept instanceof Resize.Exactly sides) {
      return new Crop(sides.height(), sides.width(), processor.kind().centring());
    }
    throw settings.refused(
        String.format(
            Locale.ROOT,
            "gives images of several sizes: without do_center_crop there must be do_resize and a size"
                + " of height and width, size is %s",
            describe("size")));
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
    boolean both = size.hasNonNull("longest_edge");
    if (keys(size) > (both ? 2 : 1) || processor.edges() == Edges.REFUSED) {
      throw settings.refused(
          String.format(
              Locale.ROOT,
              "size is %s, must have height and width%s",
              size,
              processor.edges() == Edges.REFUSED
                  ? ""
                  : ", or shortest_edge and longest_edge alone"));
    }
    int shortest = settings.pixels("size.shortest_edge", size.get("shortest_edge"));
    return both && processor.edges() == Edges.BOTH
        ? new Resize.Edges(shortest, settings.pixels("size.longest_edge", size.get("longest_edge")))
        : new Resize.ShortestEdge(shortest);
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
    throw settings.refused(
        String.format(Locale.ROOT, "%s is %s, must have height and width", key, describe(key)));
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

  /** A null is not the class's default but a None that goes over it. */
  private void refuseNull(String key, boolean needed) {
    if (needed && settings.get(key).isNull()) {
      throw settings.refused(key + " is null, which " + processor.name() + " cannot use");
    }
  }

  /** A null is false, as in Python. */
  private boolean flag(String key, boolean fallback) {
    JsonNode value = settings.get(key);
    if (value.isMissingNode() || value.isNull()) {
      return value.isMissingNode() && fallback;
    }
    if (!value.isBoolean()) {
      throw settings.refused(
          String.format(Locale.ROOT, "%s is %s, must be true or false", key, value));
    }
    return value.booleanValue();
  }

  /** Reads Pillow's code, or its name. */
  private Interpolation interpolation(Arithmetic arithmetic) {
    JsonNode given = settings.get("resample");
    Optional<Interpolation> interpolation =
        !settings.has("resample")
            ? Optional.of(processor.interpolation())
            : given.isTextual()
                ? Arrays.stream(Interpolation.values())
                    .filter(each -> each.name().equalsIgnoreCase(given.textValue()))
                    .findFirst()
                : Interpolation.coded(settings.real("resample", 0));
    return interpolation
        .filter(arithmetic::allows)
        .orElseThrow(
            () ->
                settings.refused(
                    String.format(
                        Locale.ROOT,
                        "resample is %s, %s has %s",
                        given,
                        processor.name(),
                        allowed(arithmetic))));
  }

  private static String allowed(Arithmetic arithmetic) {
    return Arrays.stream(Interpolation.values())
        .filter(arithmetic::allows)
        .map(each -> each.code() + " (" + each.name().toLowerCase(Locale.ROOT) + ")")
        .collect(Collectors.joining(", "));
  }
}
