package io.gleaner.pipeline.encoder.architecture;

import io.gleaner.pipeline.encoder.checkpoint.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * DINOv2 (Oquab et al. 2024), and with registers (Darcet et al. 2024): a {@link Vit} with layer
 * scales and, in the largest, SwiGLU. Registers are tokens without positions behind the class
 * token.
 */
final class Dinov2 {
  private final Source source;
  private final int width;

  private Dinov2(Source source) {
    this.source = source;
    this.width = source.config().positive("hidden_size", 768);
  }

  /** {@code dinov2}. */
  static Description plain(Source source) {
    return new Dinov2(source).describe(0);
  }

  /** {@code dinov2_with_registers}; positions of other grids are antialiased. */
  static Description withRegisters(Source source) {
    return new Dinov2(source).describe(source.config().count("num_register_tokens", 4));
  }

  private Description describe(int registers) {
    Settings config = source.config();
    int patch = source.patch(registers > 0 ? 16 : 14);
    List<VisionTransformer.Extra> prefix = new ArrayList<>();
    prefix.add(VisionTransformer.Extra.stored("embeddings.cls_token", 1, width));
    if (registers > 0) {
      prefix.add(VisionTransformer.Extra.stored("embeddings.register_tokens", registers, width));
    }
    return new VisionTransformer(
        width,
        config.positive("num_hidden_layers", 12),
        new Patches("embeddings.patch_embeddings.projection", patch, true),
        prefix,
        Positions.stored(
            "embeddings.position_embeddings",
            1,
            source.grid("image_size", 224, patch),
            width,
            registers > 0),
        null,
        this::block,
        norm("layernorm"),
        Heads.ofClassToken(1 + registers).with(Pooling.POOLER, Head.classToken()));
  }

  private Block block(int layer) {
    String at = "encoder.layer." + layer + ".";
    return Block.of(
        norm(at + "norm1"),
        Vit.attention(source, width, at + "attention.", true).scaled(at + "layer_scale1.lambda1"),
        norm(at + "norm2"),
        feedForward(at + "mlp.").scaled(at + "layer_scale2.lambda1"));
  }

  private FeedForward feedForward(String at) {
    int inner = (int) (width * source.config().real("mlp_ratio", 4));
    if (source.config().flag("use_swiglu_ffn", false)) {
      int gated = (inner * 2 / 3 + 7) / 8 * 8;
      Linear joined = // transformers 5 writes them one by one where it keeps its own names
          source.has(at + "gate_proj.weight")
              ? Linear.joined(
                  Linear.stored(at + "gate_proj", width, gated),
                  Linear.stored(at + "up_proj", width, gated))
              : Linear.stored(at + "weights_in", width, 2 * gated);
      return FeedForward.gated(
          joined, Activation.SILU, Linear.stored(at + "weights_out", gated, width));
    }
    return FeedForward.of(
        Linear.stored(at + "fc1", width, inner),
        source.activation("hidden_act", "gelu"),
        Linear.stored(at + "fc2", inner, width));
  }

  private Norm norm(String name) {
    return new Norm(name, width, source.config().real("layer_norm_eps", 1e-6));
  }
}
