package io.gleaner.pipeline.encoder.architecture;

import io.gleaner.pipeline.encoder.checkpoint.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * Vision transformers in timm's layout. What differs among them: registers, a norm before the first
 * layer (CLIP), layer scales (DeiT III, DINOv2), SwiGLU, positions for patches only, and what
 * pools. {@link Eva} adds to these.
 */
class Timm {
  final Source source;
  final Settings config;
  final int width;
  final int heads;

  private final String pool;

  Timm(Source source, String pool) {
    this.source = source;
    this.config = source.config();
    this.width = config.positive("embed_dim", 768);
    this.heads = source.heads("num_heads", 12, width);
    this.pool = config.text("global_pool", pool);
  }

  /** timm's {@code VisionTransformer}: ViT, DeiT, iBOT, DINOv2, CLIP, SigLIP. */
  static Description vit(Source source) {
    return new Timm(source, "token").describe();
  }

  final Description describe() {
    List<VisionTransformer.Extra> prefix = prefix();
    int tokens = prefix.stream().mapToInt(VisionTransformer.Extra::count).sum();
    boolean fused = config.flag(pooledNorm(), pool.equals("avg"));
    return new VisionTransformer(
        width,
        config.positive("depth", 12),
        patches(),
        prefix,
        positions(tokens),
        config.flag("pre_norm", false) ? norm("norm_pre") : null,
        this::block,
        fused ? null : norm("norm"),
        heads(tokens, fused));
  }

  /** Returns the argument that puts the last norm behind the pooling. */
  String pooledNorm() {
    return "fc_norm";
  }

  private Patches patches() {
    return new Patches("patch_embed.proj", source.patch(16), !config.flag("pre_norm", false));
  }

  private List<VisionTransformer.Extra> prefix() {
    List<VisionTransformer.Extra> prefix = new ArrayList<>();
    if (config.flag("class_token", true)) {
      prefix.add(VisionTransformer.Extra.stored("cls_token", 1, width));
    }
    int registers = config.count("reg_tokens", 0);
    if (registers > 0) {
      prefix.add(VisionTransformer.Extra.stored("reg_token", registers, width));
    }
    return prefix;
  }

  private Positions positions(int prefix) {
    int covered = config.flag("no_embed_class", false) ? 0 : prefix;
    return Positions.stored("pos_embed", covered, grid(covered), width, true);
  }

  /** Returns the grid that positions were stored for: a square one, unless the arguments say. */
  private Grid grid(int covered) {
    List<Long> shape = source.shapes().apply("pos_embed");
    long patches = shape != null && shape.size() == 3 ? shape.get(1) - covered : 0;
    int side = (int) Math.sqrt(patches);
    return (long) side * side == patches && side > 0
        ? new Grid(side, side)
        : source.grid("img_size", 224, patches().side());
  }

  /** Returns the layer of a number. */
  Block block(int layer) {
    String at = "blocks." + layer + ".";
    Linear joined = Linear.stored(at + "attn.qkv", width, 3 * width, config.flag("qkv_bias", true));
    Attention attention =
        Attention.of(heads, joined, Linear.stored(at + "attn.proj", width, width));
    FeedForward feedForward = feedForward(at + "mlp.");
    if (config.has("init_values")) {
      attention = attention.scaled(at + "ls1.gamma");
      feedForward = feedForward.scaled(at + "ls2.gamma");
    }
    return Block.of(norm(at + "norm1"), attention, norm(at + "norm2"), feedForward);
  }

  private FeedForward feedForward(String at) {
    int inner = inner();
    Activation activation = source.activation("act_layer", "gelu");
    Linear first = Linear.stored(at + "fc1", width, inner);
    return config.flag("packed_swiglu", false)
        ? FeedForward.gated(first, activation, Linear.stored(at + "fc2", inner / 2, width))
        : FeedForward.of(first, activation, Linear.stored(at + "fc2", inner, width));
  }

  final int inner() {
    return (int) (width * config.real("mlp_ratio", 4));
  }

  final Norm norm(String name) {
    return new Norm(name, width, config.real("norm_epsilon", 1e-6));
  }

  private Heads heads(int prefix, boolean normed) {
    boolean token = config.flag("class_token", true);
    Heads offered = token ? Heads.ofClassToken(prefix) : Heads.ofPatches(prefix);
    Head pooled =
        switch (pool) {
          case "token" -> {
            if (!token) {
              throw config.refused("global_pool", pool, "avg or map without a class token");
            }
            yield Head.classToken();
          }
          case "avg" -> Head.mean(prefix);
          case "map" -> Head.attention(attentionPooling());
          default -> throw config.refused("global_pool", "\"" + pool + "\"", "token, avg or map");
        };
    if (normed) {
      pooled = pooled.then(norm("fc_norm"));
    }
    offered = offered.with(Pooling.POOLER, pooled).by(Pooling.POOLER);
    boolean projects =
        config.text("architecture", "").contains("clip") && source.has("head.weight");
    return projects
        ? offered
            .with(
                Pooling.PROJECTION,
                pooled.then(Linear.stored("head", width, config.positive("num_classes", 512))))
            .by(Pooling.PROJECTION)
        : offered;
  }

  private AttentionPooling attentionPooling() {
    String at = "attn_pool.";
    Linear keysAndValues = Linear.stored(at + "kv", width, 2 * width);
    return new AttentionPooling(
        Prepared.stored(at + "latent", 1, 1, width),
        Attention.of(
            heads,
            Linear.stored(at + "q", width, width),
            keysAndValues.rows(0, width),
            keysAndValues.rows(width, 2 * width),
            Linear.stored(at + "proj", width, width)),
        norm(at + "norm"),
        FeedForward.of(
            Linear.stored(at + "mlp.fc1", width, inner()),
            source.activation("act_layer", "gelu"),
            Linear.stored(at + "mlp.fc2", inner(), width)));
  }
}
