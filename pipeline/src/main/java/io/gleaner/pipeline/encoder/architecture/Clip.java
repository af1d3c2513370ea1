package io.gleaner.pipeline.encoder.architecture;

import io.gleaner.pipeline.encoder.checkpoint.Settings;
import java.util.List;

/**
 * The vision towers of models that were trained on images with text: CLIP (Radford et al. 2021;
 * OpenCLIP's checkpoints on Hugging Face too), with a norm before the first layer and a projection
 * after the last, and SigLIP (Zhai et al. 2023; SigLIP 2's of one resolution too), without a class
 * token and with a learned query that pools.
 */
final class Clip {
  private final Source source;
  private final Settings config;
  private final Settings tower;
  private final int width;
  private final int patch;
  private final int inner;
  private final double epsilon;
  private final Activation activation;

  private Clip(Source source, int patch, double epsilon, String activation) {
    this.config = source.config();
    this.tower = config.has("vision_config") ? config.part("vision_config") : config;
    this.source = new Source(tower, source.shapes(), source.image());
    this.width = tower.positive("hidden_size", 768);
    this.patch = this.source.patch(patch);
    this.inner = tower.positive("intermediate_size", 3072);
    this.epsilon = tower.real("layer_norm_eps", epsilon);
    this.activation = this.source.activation("hidden_act", activation);
  }

  /** {@code clip}, {@code clip_vision_model}: whole models or towers. */
  static Description clip(Source source) {
    return new Clip(source, 32, 1e-5, "quick_gelu").clip();
  }

  /** {@code siglip}, {@code siglip_vision_model}. */
  static Description siglip(Source source) {
    return new Clip(source, 16, 1e-6, "gelu_pytorch_tanh").siglip();
  }

  private Description clip() {
    Prepared token =
        Prepared.of(
            "torch.reshape(%s, [1, 1, -1])",
            Prepared.stored("vision_model.embeddings.class_embedding", width));
    // CLIPVisionModelWithProjection says the projection's size in the tower, CLIPModel beside it.
    int projected = config.positive("projection_dim", 512);
    String projection = "visual_projection";
    Heads heads =
        Heads.ofClassToken(1)
            .with(Pooling.POOLER, Head.classToken())
            .with(
                Pooling.PROJECTION,
                Head.classToken().then(Linear.unbiased(projection, width, projected)));
    return tower(
        false,
        List.of(new VisionTransformer.Extra(token, 1)),
        norm("pre_layrnorm"),
        source.has(projection + ".weight")
            ? heads.by(Pooling.PROJECTION)
            : heads.by(Pooling.POOLER));
  }

  private Description siglip() {
    Heads heads = Heads.ofPatches(0);
    if (tower.flag("vision_use_head", true)) {
      heads = heads.with(Pooling.POOLER, Head.attention(pooling())).by(Pooling.POOLER);
    }
    return tower(true, List.of(), null, heads);
  }

  private Description tower(
      boolean patchBias, List<VisionTransformer.Extra> prefix, Norm first, Heads heads) {
    Grid grid = source.grid("image_size", 224, patch);
    Prepared positions =
        Prepared.of(
            "torch.unsqueeze(%s, 0)",
            Prepared.stored(
                "vision_model.embeddings.position_embedding.weight",
                prefix.size() + grid.size(),
                width));
    return new VisionTransformer(
        width,
        tower.positive("num_hidden_layers", 12),
        new Patches("vision_model.embeddings.patch_embedding", patch, patchBias),
        prefix,
        new Positions(positions, prefix.size(), grid, false),
        first,
        this::block,
        norm("post_layernorm"),
        heads);
  }

  private Block block(int layer) {
    String at = "encoder.layers." + layer + ".";
    return Block.of(
        norm(at + "layer_norm1"),
        Attention.of(
            source.heads("num_attention_heads", 12, width),
            linear(at + "self_attn.q_proj", width, width),
            linear(at + "self_attn.k_proj", width, width),
            linear(at + "self_attn.v_proj", width, width),
            linear(at + "self_attn.out_proj", width, width)),
        norm(at + "layer_norm2"),
        feedForward(at + "mlp."));
  }

  private FeedForward feedForward(String at) {
    return FeedForward.of(
        linear(at + "fc1", width, inner), activation, linear(at + "fc2", inner, width));
  }

  private AttentionPooling pooling() {
    Linear joined =
        new Linear(
            Prepared.stored("vision_model.head.attention.in_proj_weight", 3L * width, width),
            Prepared.stored("vision_model.head.attention.in_proj_bias", 3L * width),
            3 * width);
    return new AttentionPooling(
        Prepared.stored("vision_model.head.probe", 1, 1, width),
        Attention.of(
            source.heads("num_attention_heads", 12, width),
            joined,
            linear("head.attention.out_proj", width, width)),
        norm("head.layernorm"),
        feedForward("head.mlp."));
  }

  private Linear linear(String name, int in, int out) {
    return Linear.stored("vision_model." + name, in, out);
  }

  private Norm norm(String name) {
    return new Norm("vision_model." + name, width, epsilon);
  }
}
