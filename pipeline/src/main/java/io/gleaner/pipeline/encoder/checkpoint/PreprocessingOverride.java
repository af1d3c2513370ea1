package io.gleaner.pipeline.encoder.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a recipe's {@code preprocessing} puts in place of a checkpoint's own settings, in the
 * checkpoint's own terms: keys of an image processor of transformers, of timm's {@code
 * pretrained_cfg}, or of the YAML file of a TorchScript model.
 */
public final class PreprocessingOverride {
  /** Chooses the release of transformers whose processors are meant: 4 or 5. */
  static final String RELEASE = "transformers";

  /** Keys of transformers' image processors. */
  public static final List<String> TRANSFORMERS =
      List.of(
          RELEASE,
          "image_processor_type",
          "do_resize",
          "size",
          "resample",
          "do_center_crop",
          "crop_size",
          "do_rescale",
          "rescale_factor",
          "do_normalize",
          "image_mean",
          "image_std");

  /** Keys of timm's pretrained_cfg. */
  public static final List<String> TIMM =
      List.of("input_size", "crop_pct", "crop_mode", "interpolation", "mean", "std");

  /** Keys of the YAML file beside a TorchScript file. */
  public static final List<String> TORCHSCRIPT =
      List.of("resize", "crop", "interpolation", "rescale", "mean", "std");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode values;

  private PreprocessingOverride(ObjectNode values) {
    this.values = values;
  }

  /**
   * Reads what {@link #toString} gives.
   *
   * @param json an object, or null for nothing
   * @throws IllegalArgumentException where it is no JSON object
   */
  public static PreprocessingOverride parse(String json) {
    if (json == null) {
      return new PreprocessingOverride(JSON.createObjectNode());
    }
    try {
      if (JSON.readTree(json) instanceof ObjectNode object) {
        return new PreprocessingOverride(object);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "preprocessing is " + json + ", must be a JSON object: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException("preprocessing is " + json + ", must be a JSON object");
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** Returns the values by key. */
  public Map<String, JsonNode> values() {
    Map<String, JsonNode> byKey = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : values.properties()) {
      byKey.put(entry.getKey(), entry.getValue());
    }
    return byKey;
  }

  /** Returns settings with these in place of their own, each value as a whole. */
  JsonNode over(JsonNode settings) {
    ObjectNode merged = settings.deepCopy();
    merged.setAll(values);
    merged.remove(RELEASE);
    return merged;
  }

  /**
   * Refuses keys that a kind of model does not have.
   *
   * @param file that the settings are from
   * @param kind of model, for the message
   */
  public void requireKeysOf(Path file, String kind, List<String> keys) {
    for (String key : values().keySet()) {
      if (!keys.contains(key)) {
        throw new UnusableModelException(
            file,
            String.format(
                Locale.ROOT,
                "preprocessing has \"%s\", which %s does not have; it has %s",
                key,
                kind,
                String.join(", ", keys)));
      }
    }
  }

  /** Returns a refusal that says whose settings were wrong together. */
  UnusableModelException explained(Path file, UnusableModelException refusal) {
    String message = refusal.getMessage();
    String prefix = file + ": ";
    return new UnusableModelException(
        file,
        (message.startsWith(prefix) ? message.substring(prefix.length()) : message)
            + " (with the recipe's preprocessing: "
            + this
            + ")",
        refusal);
  }

  /** Returns JSON with sorted keys: equal overrides are equal texts. */
  @Override
  public String toString() {
    return JSON.createObjectNode().setAll(values()).toString();
  }
}
