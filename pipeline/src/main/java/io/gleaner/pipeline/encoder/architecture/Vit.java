package io.gleaner.pipeline.encoder.architecture;

import io.gleaner.pipeline.encoder.checkpoint.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The first vision transformers of transformers: ViT (Dosovitskiy et al. 2021), which DINO (Caron
 * et al. 2021) is published as too; DeiT (Touvron et al. 2021), with a distillation token behind
 * the class token; the encoder of MAE (He et al. 2022), given every patch.
 */
final class Vit {
  private Vit() {}

  /** {@code vit}: the class token is the embedding, the pooler a layer and tanh after it. */
  static Description vit(Source source) {
    return describe(source, List.of("embeddings.cls_token"), true);
  }

  /** {@code deit}: the same with a distillation token. */
  static Description deit(Source source) {
    return describe(source, List.of("embeddings.cls_token", "embeddings.distillation_token"), true);
  }

  /** {@code vit_mae}: the same without a pooler. */
  static Description mae(Source source) {
    return describe(source, List.of("embeddings.cls_token"), false);
  }

  private static Description describe(Source source, List<String> tokens, boolean pooler) {
    Settings config = source.config();
    int width = config.positive("hidden_size", 768);
    int patch = source.patch(16);
    int prefix = tokens.size();
    Heads heads = Heads.ofClassToken(prefix);
    if (pooler) {
      heads =
          heads.with(
              Pooling.POOLER,
              Head.classToken().thenTanh(Linear.stored("pooler.dense", width, width)));
    }
    List<VisionTransformer.Extra> extras = new ArrayList<>();
    tokens.forEach(name -> extras.add(VisionTransformer.Extra.stored(name, 1, width)));
    return new VisionTransformer(
        width,
        config.positive("num_hidden_layers", 12),
        new Patches("embeddings.patch_embeddings.projection", patch, true),
        extras,
        Positions.stored(
            "embeddings.position_embeddings",
            prefix,
            source.grid("image_size", 224, patch),
            width,
            false),
        null,
        blocks(source, width),
        new Norm("layernorm", width, config.real("layer_norm_eps", 1e-12)),
        heads);
  }

  private static IntFunction<Block> blocks(Source source, int width) {
    Settings config = source.config();
    double epsilon = config.real("layer_norm_eps", 1e-12);
    return layer -> {
      String at = "encoder.layer." + layer + ".";
      return Block.of(
          new Norm(at + "layernorm_before", width, epsilon),
          attention(source, width, at + "attention.", true),
          new Norm(at + "layernorm_after", width, epsilon),
          feedForward(source, width, at));
    };
  }

  /** The feed-forward as this family names it, which BEiT took over. */
  static FeedForward feedForward(Source source, int width, String at) {
    int inner = source.config().positive("intermediate_size", 3072);
    return FeedForward.of(
        Linear.stored(at + "intermediate.dense", width, inner),
        source.activation("hidden_act", "gelu"),
        Linear.stored(at + "output.dense", inner, width));
  }

  /** Attention as this family names it, which BEiT and DINOv2 took over. */
  static Attention attention(Source source, int width, String at, boolean keyBias) {
    boolean bias = source.config().flag("qkv_bias", true);
    return Attention.of(
        source.heads("num_attention_heads", 12, width),
        Linear.stored(at + "attention.query", width, width, bias),
        Linear.stored(at + "attention.key", width, width, bias && keyBias),
        Linear.stored(at + "attention.value", width, width, bias),
        Linear.stored(at + "output.dense", width, width));
  }
}
