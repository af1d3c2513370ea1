package io.gleaner.pipeline.encoder.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gleaner.pipeline.encoder.checkpoint.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The arguments of timm's architectures. timm's {@code config.json} names one and gives only the
 * arguments that replace its own, which stand in timm's code; {@code timm.json} beside this class
 * has them from there (timm_architectures.py), for those that Gleaner has parts for.
 */
final class TimmArchitectures {
  private static final ObjectNode TABLE = table();

  /** Arguments that a checkpoint may replace. */
  private static final Set<String> REPLACEABLE =
      Set.of(
          "patch_size",
          "embed_dim",
          "depth",
          "num_heads",
          "mlp_ratio",
          "img_size",
          "qkv_bias",
          "init_values",
          "class_token",
          "global_pool",
          "no_embed_class",
          "act_layer",
          "reg_tokens",
          "pre_norm",
          "fc_norm",
          "use_fc_norm",
          "qkv_fused",
          "swiglu_mlp",
          "scale_mlp",
          "scale_attn_inner",
          "use_rot_pos_emb",
          "ref_feat_shape",
          "use_post_norm",
          "num_classes");

  /** Arguments that do not change what a trained network computes of an image. */
  private static final Set<String> IDLE =
      Set.of(
          "dynamic_img_size",
          "dynamic_img_pad",
          "strict_img_size",
          "drop_rate",
          "pos_drop_rate",
          "patch_drop_rate",
          "proj_drop_rate",
          "attn_drop_rate",
          "drop_path_rate",
          "weight_init",
          "fix_init",
          "head_init_scale");

  private TimmArchitectures() {}

  /** Returns the names of all, sorted. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    TABLE.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * Returns the arguments that a {@code config.json} comes to, with {@code architecture}, {@code
   * num_classes} and the pretrained {@code img_size} among them.
   */
  static Settings arguments(Path file, JsonNode config) {
    Settings given = Settings.of(file, config);
    String name = given.text("architecture", "");
    if (!TABLE.has(name)) {
      throw given.refused(
          String.format(
              Locale.ROOT,
              "architecture is \"%s\", which is not among timm's %d that Gleaner has parts for (docs/encoders.md); a TorchScript file of it works",
              name,
              TABLE.size()));
    }
    ObjectNode arguments = TABLE.get(name).deepCopy();
    JsonNode size = config.path("pretrained_cfg").path("input_size");
    if (size.size() == 3 && !arguments.has("img_size")) {
      arguments.putArray("img_size").add(size.get(1)).add(size.get(2));
    }
    for (String key : new String[] {"global_pool", "num_classes"}) {
      if (config.hasNonNull(key)) {
        arguments.set(key, config.get(key));
      }
    }
    for (Map.Entry<String, JsonNode> argument : config.path("model_args").properties()) {
      String key = argument.getKey();
      if (REPLACEABLE.contains(key)) {
        arguments.set(key, argument.getValue());
      } else if (key.equals("in_chans") && argument.getValue().asInt() != 3) {
        throw given.refused("model_args.in_chans", argument.getValue(), "3");
      } else if (!IDLE.contains(key) && !key.equals("in_chans")) {
        throw given.refused(
            String.format(
                Locale.ROOT,
                "model_args.%s is %s, an argument that Gleaner has no part for",
                key,
                argument.getValue()));
      }
    }
    arguments.put("architecture", name);
    return Settings.of(file, arguments);
  }

  private static ObjectNode table() {
    try (InputStream in = TimmArchitectures.class.getResourceAsStream("timm.json")) {
      return (ObjectNode) new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("timm.json is part of the program", e);
    }
  }
}
