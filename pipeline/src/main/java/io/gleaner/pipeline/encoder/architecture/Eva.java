package io.gleaner.pipeline.encoder.architecture;

/**
 * EVA and EVA-02, as EVA-CLIP publishes its towers in timm's layout (Sun et al. 2023; Fang et al.
 * 2023). What makes them differ from {@link Timm}'s plain transformers: keys have no bias; EVA-02
 * turns queries and keys by rotary positions besides the learned ones, gates its feed-forward, and
 * has norms inside attention and feed-forward; the largest has its norms after both.
 */
final class Eva extends Timm {
  private Eva(Source source) {
    super(source, "avg");
  }

  /** timm's {@code Eva}. */
  static Description eva(Source source) {
    return new Eva(source).describe();
  }

  @Override
  String pooledNorm() {
    return "use_fc_norm";
  }

  @Override
  Block block(int layer) {
    String at = "blocks." + layer + ".";
    Attention attention = attention(at + "attn.");
    if (config.flag("use_rot_pos_emb", false)) {
      attention = attention.withRotary(rotary());
    }
    if (config.flag("scale_attn_inner", false)) {
      attention = attention.withInner(norm(at + "attn.norm"));
    }
    FeedForward feedForward = feedForward(at + "mlp.");
    if (config.has("init_values")) {
      attention = attention.scaled(at + "gamma_1");
      feedForward = feedForward.scaled(at + "gamma_2");
    }
    return config.flag("use_post_norm", false)
        ? Block.normedAfter(norm(at + "norm1"), attention, norm(at + "norm2"), feedForward)
        : Block.of(norm(at + "norm1"), attention, norm(at + "norm2"), feedForward);
  }

  private Attention attention(String at) {
    boolean bias = config.flag("qkv_bias", true);
    Linear output = Linear.stored(at + "proj", width, width);
    if (!config.flag("qkv_fused", true)) {
      return Attention.of(
          heads,
          Linear.stored(at + "q_proj", width, width, bias),
          Linear.unbiased(at + "k_proj", width, width),
          Linear.stored(at + "v_proj", width, width, bias),
          output);
    }
    Linear joined = Linear.unbiased(at + "qkv", width, 3 * width);
    return Attention.of(
        heads,
        part(joined, 0, bias ? at + "q_bias" : null),
        part(joined, 1, null),
        part(joined, 2, bias ? at + "v_bias" : null),
        output);
  }

  private Linear part(Linear joined, int third, String bias) {
    Linear part = joined.rows(third * width, (third + 1) * width);
    return bias == null ? part : new Linear(part.weight(), Prepared.stored(bias, width), width);
  }

  private Rotary rotary() {
    Grid pretrained = source.grid("ref_feat_shape", 16, 1);
    int patch = source.patch(16);
    return Rotary.counted(
        config.flag("class_token", true) ? 1 : 0,
        new Grid(source.image().height() / patch, source.image().width() / patch),
        pretrained,
        width / heads,
        10_000);
  }

  private FeedForward feedForward(String at) {
    int inner = inner();
    boolean normed = config.flag("scale_mlp", false);
    Linear last = Linear.stored(at + "fc2", inner, width);
    FeedForward feedForward;
    if (!config.flag("swiglu_mlp", false)) {
      feedForward =
          FeedForward.of(
              Linear.stored(at + "fc1", width, inner),
              source.activation("act_layer", "gelu"),
              last);
    } else if (normed) {
      feedForward =
          FeedForward.gated(
              Linear.joined(
                  Linear.stored(at + "fc1_g", width, inner),
                  Linear.stored(at + "fc1_x", width, inner)),
              Activation.SILU,
              last);
    } else {
      feedForward =
          FeedForward.gated(Linear.stored(at + "fc1", width, 2 * inner), Activation.SILU, last);
    }
    return normed
        ? feedForward.withInner(new Norm(at + "norm", inner, config.real("norm_epsilon", 1e-6)))
        : feedForward;
  }
}
