package io.gleaner.pipeline.encoder.architecture;

import io.gleaner.pipeline.encoder.checkpoint.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * The vision transformers of DINOv3 (Siméoni et al. 2025): registers, layer scales, and rotary
 * positions from -1 to 1 over the image in place of learned ones, so that any size of image is one
 * of its own.
 */
final class Dinov3 {
  private final Source source;
  private final Settings config;
  private final int width;

  private Dinov3(Source source) {
    this.source = source;
    this.config = source.config();
    this.width = config.positive("hidden_size", 384);
  }

  /** {@code dinov3_vit}. */
  static Description describe(Source source) {
    return new Dinov3(source).describe();
  }

  private Description describe() {
    int registers = config.count("num_register_tokens", 0);
    Patches patches = new Patches("embeddings.patch_embeddings", source.patch(16), true);
    List<VisionTransformer.Extra> prefix = new ArrayList<>();
    prefix.add(VisionTransformer.Extra.stored("embeddings.cls_token", 1, width));
    if (registers > 0) {
      prefix.add(VisionTransformer.Extra.stored("embeddings.register_tokens", registers, width));
    }
    int heads = source.heads("num_attention_heads", 6, width);
    Rotary rotary =
        Rotary.centred(
            1 + registers,
            patches.grid(source.image()),
            width / heads,
            config.real("rope_theta", 100));
    return new VisionTransformer(
        width,
        config.positive("num_hidden_layers", 12),
        patches,
        prefix,
        null,
        null,
        layer -> block(layer, heads, rotary),
        norm("norm"),
        Heads.ofClassToken(1 + registers).with(Pooling.POOLER, Head.classToken()));
  }

  private Block block(int layer, int heads, Rotary rotary) {
    String at = "layer." + layer + ".";
    Attention attention =
        Attention.of(
            heads,
            Linear.stored(at + "attention.q_proj", width, width, config.flag("query_bias", true)),
            Linear.stored(at + "attention.k_proj", width, width, config.flag("key_bias", false)),
            Linear.stored(at + "attention.v_proj", width, width, config.flag("value_bias", true)),
            Linear.stored(at + "attention.o_proj", width, width, config.flag("proj_bias", true)));
    return Block.of(
        norm(at + "norm1"),
        attention.withRotary(rotary).scaled(at + "layer_scale1.lambda1"),
        norm(at + "norm2"),
        feedForward(at + "mlp.").scaled(at + "layer_scale2.lambda1"));
  }

  private FeedForward feedForward(String at) {
    int inner = config.positive("intermediate_size", 1536);
    boolean bias = config.flag("mlp_bias", true);
    Activation activation = source.activation("hidden_act", "gelu");
    Linear up = Linear.stored(at + "up_proj", width, inner, bias);
    Linear down = Linear.stored(at + "down_proj", inner, width, bias);
    return config.flag("use_gated_mlp", false)
        ? FeedForward.gated(
            Linear.joined(Linear.stored(at + "gate_proj", width, inner, bias), up),
            activation,
            down)
        : FeedForward.of(up, activation, down);
  }

  private Norm norm(String name) {
    return new Norm(name, width, config.real("layer_norm_eps", 1e-5));
  }
}
