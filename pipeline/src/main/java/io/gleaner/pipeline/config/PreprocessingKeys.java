package io.gleaner.pipeline.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.config.Key.Json;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a recipe may say over a model's own preprocessing, in the model's own terms: those of
 * transformers' image processors, of timm's pretrained_cfg, and of the YAML file of a TorchScript
 * model. Which of them a model has is known once it is loaded.
 */
final class PreprocessingKeys {
  private static final int LARGEST_SIDE = 1 << 14;
  private static final Set<String> EDGES =
      Set.of("height", "width", "shortest_edge", "longest_edge");
  private static final List<String> FILTERS =
      List.of("nearest", "lanczos", "bilinear", "bicubic", "box", "hamming");
  private static final String SIDES = "1 to 16384 pixels, [height, width]";

  static final List<Key> ALL =
      List.of(
          new Json(
              "transformers",
              value -> value.isInt() && (value.intValue() == 4 || value.intValue() == 5),
              "4 or 5",
              "the release whose image processors are meant"),
          new Json(
              "image_processor_type",
              JsonNode::isTextual,
              "a class of transformers",
              "the image processor, such as BitImageProcessor"),
          flag("do_resize", "whether images are resized"),
          new Json(
              "size",
              value -> isSides(value) || isEdges(value),
              SIDES + ", or a mapping of height and width or of shortest_edge and longest_edge",
              "what images are resized to"),
          new Json(
              "resample",
              value -> isFilter(value) || value.isInt() && within(value, 0, 5),
              "one of " + FILTERS + " or Pillow's code, 0 to 5",
              "the filter"),
          flag("do_center_crop", "whether the centre is cropped"),
          new Json(
              "crop_size",
              value -> isSides(value) || isEdges(value),
              SIDES + ", or a mapping of height and width",
              "what stays of the centre"),
          flag("do_rescale", "whether bytes are multiplied by rescale_factor"),
          positive("rescale_factor", "what bytes are multiplied by, usually 1/255"),
          flag("do_normalize", "whether image_mean and image_std are used"),
          three("image_mean", "subtracted after rescaling", Double.NEGATIVE_INFINITY),
          three("image_std", "divided by after that", 0),
          new Json(
              "input_size",
              value -> value.isArray() && value.size() == 3 && value.get(0).asInt() == 3,
              "[3, height, width]",
              "timm: what the network is given"),
          positive("crop_pct", "timm: the crop's share of the resized image"),
          new Json(
              "crop_mode",
              value -> Set.of("center", "squash").contains(value.asText()),
              "center or squash",
              "timm: whether the ratio is kept"),
          new Json(
              "interpolation",
              PreprocessingKeys::isFilter,
              "one of " + FILTERS,
              "timm and TorchScript: the filter"),
          three("mean", "timm and TorchScript: as image_mean", Double.NEGATIVE_INFINITY),
          three("std", "timm and TorchScript: as image_std", 0),
          new Json(
              "resize",
              PreprocessingKeys::isSides,
              SIDES,
              "TorchScript: the shortest edge, or both sides"),
          new Json("crop", PreprocessingKeys::isSides, SIDES, "TorchScript: as crop_size"),
          positive("rescale", "TorchScript: as rescale_factor"));

  private PreprocessingKeys() {}

  private static Json flag(String name, String meaning) {
    return new Json(name, JsonNode::isBoolean, "true or false", meaning);
  }

  private static Json positive(String name, String meaning) {
    return new Json(name, value -> isAbove(value, 0), "a number above 0", meaning);
  }

  private static Json three(String name, String meaning, double least) {
    Predicate<JsonNode> three =
        value -> {
          boolean fits = value.isNumber() && isAbove(value, least) || value.size() == 3;
          for (JsonNode each : value) {
            fits &= isAbove(each, least);
          }
          return fits && !value.isObject();
        };
    return new Json(
        name, three, "a number or three of them" + (least == 0 ? ", above 0" : ""), meaning);
  }

  private static boolean isAbove(JsonNode value, double least) {
    return value.isNumber() && value.doubleValue() > least && Double.isFinite(value.doubleValue());
  }

  private static boolean isFilter(JsonNode value) {
    return value.isTextual() && FILTERS.contains(value.textValue());
  }

  private static boolean isSides(JsonNode value) {
    return isSide(value)
        || value.isArray() && value.size() == 2 && isSide(value.get(0)) && isSide(value.get(1));
  }

  private static boolean isEdges(JsonNode value) {
    boolean fits = value.isObject() && !value.isEmpty();
    for (var side : value.properties()) {
      fits &= EDGES.contains(side.getKey()) && isSide(side.getValue());
    }
    return fits;
  }

  private static boolean isSide(JsonNode value) {
    return value.isInt() && within(value, 1, LARGEST_SIDE);
  }

  private static boolean within(JsonNode value, int least, int most) {
    return value.intValue() >= least && value.intValue() <= most;
  }
}
