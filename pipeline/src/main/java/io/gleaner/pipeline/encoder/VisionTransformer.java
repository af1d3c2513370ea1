package io.gleaner.pipeline.encoder;

import com.fasterxml.jackson.databind.JsonNode;
import io.gleaner.pipeline.encoder.Architecture.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The plain vision transformer with a class token (Dosovitskiy et al. 2021), in the two layouts of
 * Hugging Face checkpoints: {@code vit}, and {@code dinov2} with layer scale and perhaps SwiGLU
 * (Oquab et al. 2024). A layout is a table of names; the network is made of {@link Parts}.
 */
final class VisionTransformer {
  private final Path file;
  private final JsonNode config;
  private final boolean dinov2;

  private VisionTransformer(Path file, JsonNode config, boolean dinov2) {
    this.file = file;
    this.config = config;
    this.dinov2 = dinov2;
  }

  /** The {@code dinov2} layout. */
  static Architecture dinov2(Path file, JsonNode config, String linear, int height, int width) {
    return new VisionTransformer(file, config, true).build(linear, height, width);
  }

  /** The {@code vit} layout. */
  static Architecture vit(Path file, JsonNode config, String linear, int height, int width) {
    return new VisionTransformer(file, config, false).build(linear, height, width);
  }

  private Architecture build(String linear, int height, int width) {
    int dimension = integer("hidden_size", 768);
    int layers = integer("num_hidden_layers", 12);
    int heads = integer("num_attention_heads", 12);
    int image = integer("image_size", 224);
    int patch = integer("patch_size", dinov2 ? 14 : 16);
    double epsilon = config.path("layer_norm_eps").asDouble(dinov2 ? 1e-6 : 1e-12);
    if (dimension % heads != 0) {
      throw new UnusableModelException(
          file,
          "hidden_size %d is no multiple of num_attention_heads %d".formatted(dimension, heads));
    }
    if (height < patch || width < patch) {
      throw new UnusableModelException(
          file, "crops of %d x %d are smaller than a patch of %d".formatted(height, width, patch));
    }
    if (config.path("num_channels").asInt(3) != 3) {
      throw new UnusableModelException(
          file, "num_channels is %s, must be 3".formatted(config.path("num_channels")));
    }
    boolean gated = dinov2 && config.path("use_swiglu_ffn").asBoolean(false);
    String feed = gated ? Parts.SWIGLU : Parts.mlp(activation());
    String source =
        Parts.CLASS
            + linear
            + Parts.layerNorm(dimension, epsilon)
            + Parts.attention(dimension, heads)
            + feed
            + Parts.block(dinov2)
            + Parts.embeddings(dimension, patch, image / patch, height / patch, width / patch)
            + Parts.classToken(layers);
    return new Architecture(
        source, parameters(dimension, layers, image / patch, patch, gated), dimension);
  }

  private List<Parameter> parameters(int width, int layers, int grid, int patch, boolean gated) {
    List<Parameter> all = new ArrayList<>();
    add(all, "class", "embeddings.cls_token", 1, 1, width);
    add(all, "position", "embeddings.position_embeddings", 1, 1 + grid * grid, width);
    add(
        all,
        "patch.weight",
        "embeddings.patch_embeddings.projection.weight",
        width,
        3,
        patch,
        patch);
    add(all, "patch.bias", "embeddings.patch_embeddings.projection.bias", width);
    int inner = inner(width, gated);
    for (int i = 0; i < layers; i++) {
      String block = "blocks." + i + ".";
      String layer = "encoder.layer." + i + ".";
      pair(all, block + "norm1", layer + (dinov2 ? "norm1" : "layernorm_before"), width);
      for (String projection : List.of("query", "key", "value")) {
        pair(
            all,
            block + "attention." + projection,
            layer + "attention.attention." + projection,
            width,
            width);
      }
      pair(all, block + "attention.output", layer + "attention.output.dense", width, width);
      pair(all, block + "norm2", layer + (dinov2 ? "norm2" : "layernorm_after"), width);
      if (dinov2) {
        add(all, block + "scale1", layer + "layer_scale1.lambda1", width);
        add(all, block + "scale2", layer + "layer_scale2.lambda1", width);
        pair(
            all,
            block + "mlp.fc1",
            layer + (gated ? "mlp.weights_in" : "mlp.fc1"),
            gated ? 2 * inner : inner,
            width);
        pair(all, block + "mlp.fc2", layer + (gated ? "mlp.weights_out" : "mlp.fc2"), width, inner);
      } else {
        pair(all, block + "mlp.fc1", layer + "intermediate.dense", inner, width);
        pair(all, block + "mlp.fc2", layer + "output.dense", width, inner);
      }
    }
    pair(all, "norm", "layernorm", width);
    return all;
  }

  private int inner(int width, boolean gated) {
    if (!dinov2) {
      return integer("intermediate_size", 3072);
    }
    int wide = (int) (width * config.path("mlp_ratio").asDouble(4));
    return gated ? (wide * 2 / 3 + 7) / 8 * 8 : wide;
  }

  /** A weight of the given shape and its bias, of the shape's first dimension. */
  private static void pair(List<Parameter> all, String name, String stored, long... shape) {
    add(all, name + ".weight", stored + ".weight", shape);
    add(all, name + ".bias", stored + ".bias", shape[0]);
  }

  private static void add(List<Parameter> all, String name, String stored, long... shape) {
    List<Long> boxed = new ArrayList<>();
    for (long side : shape) {
      boxed.add(side);
    }
    all.add(new Parameter(name, stored, boxed));
  }

  private String activation() {
    String name = config.path("hidden_act").asText("gelu");
    return switch (name) {
      case "gelu" -> "torch.gelu(y)";
      case "gelu_new", "gelu_pytorch_tanh", "gelu_fast" -> "torch.gelu(y, approximate=\"tanh\")";
      case "quick_gelu" -> "torch.mul(y, torch.sigmoid(torch.mul(y, 1.702)))";
      case "relu" -> "torch.relu(y)";
      case "silu", "swish" -> "torch.silu(y)";
      default ->
          throw new UnusableModelException(
              file,
              "hidden_act is \"%s\", must be gelu, gelu_new, gelu_pytorch_tanh, gelu_fast, quick_gelu, relu or silu"
                  .formatted(name));
    };
  }

  private int integer(String key, int fallback) {
    int value = config.path(key).asInt(fallback);
    if (value < 1 || value > 1 << 20) {
      throw new UnusableModelException(
          file, "%s is %s, must be a positive integer".formatted(key, config.path(key)));
    }
    return value;
  }
}
