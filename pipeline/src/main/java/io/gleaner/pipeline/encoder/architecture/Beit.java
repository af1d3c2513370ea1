package io.gleaner.pipeline.encoder.architecture;

import io.gleaner.pipeline.encoder.checkpoint.Settings;
import java.util.List;
import java.util.Locale;

/**
 * BEiT (Bao et al. 2022). What makes it differ from {@link Vit}: keys have no bias; attention adds
 * a learned bias for each difference of places, in each layer or one for all, in place of
 * positions; branches have layer scales; the embedding is the norm of the patches' mean.
 */
final class Beit {
  private final Source source;
  private final int width;
  private final int patch;
  private final double epsilon;

  private Beit(Source source) {
    this.source = source;
    this.width = source.config().positive("hidden_size", 768);
    this.patch = source.patch(16);
    this.epsilon = source.config().real("layer_norm_eps", 1e-12);
  }

  /** {@code beit}. */
  static Description describe(Source source) {
    return new Beit(source).describe();
  }

  private Description describe() {
    Settings config = source.config();
    boolean means = config.flag("use_mean_pooling", true);
    return new VisionTransformer(
        width,
        config.positive("num_hidden_layers", 12),
        new Patches("embeddings.patch_embeddings.projection", patch, true),
        List.of(VisionTransformer.Extra.stored("embeddings.cls_token", 1, width)),
        config.flag("use_absolute_position_embeddings", false)
            ? Positions.stored("embeddings.position_embeddings", 1, grid(), width, false)
            : null,
        null,
        this::block,
        means ? null : new Norm("layernorm", width, epsilon),
        heads(means));
  }

  private Heads heads(boolean means) {
    Heads heads = Heads.ofClassToken(1);
    if (!means) {
      return heads.with(Pooling.POOLER, Head.classToken()).by(Pooling.POOLER);
    }
    String norm = "pooler.layernorm";
    heads = heads.with(Pooling.POOLER, Head.mean(1).then(new Norm(norm, width, epsilon)));
    return heads.by(source.has(norm + ".weight") ? Pooling.POOLER : Pooling.MEAN);
  }

  private Block block(int layer) {
    String at = "encoder.layer." + layer + ".";
    Attention attention = Vit.attention(source, width, at + "attention.", false);
    Prepared bias = bias(at, attention.heads());
    FeedForward feedForward = Vit.feedForward(source, width, at);
    if (bias != null) {
      attention = attention.withBias(bias);
    }
    if (source.config().real("layer_scale_init_value", 0.1) > 0) {
      attention = attention.scaled(at + "lambda_1");
      feedForward = feedForward.scaled(at + "lambda_2");
    }
    return Block.of(
        new Norm(at + "layernorm_before", width, epsilon),
        attention,
        new Norm(at + "layernorm_after", width, epsilon),
        feedForward);
  }

  private Grid grid() {
    return source.grid("image_size", 224, patch);
  }

  private Prepared bias(String at, int heads) {
    Settings config = source.config();
    boolean shared = config.flag("use_shared_relative_position_bias", false);
    boolean own = config.flag("use_relative_position_bias", false);
    if (shared && own) {
      throw config.refused(
          "use_shared_relative_position_bias",
          true,
          "false where use_relative_position_bias is true");
    }
    if (!shared && !own) {
      return null;
    }
    String name = shared ? "encoder." : at + "attention.attention.";
    int rows = RelativePositions.differences(grid());
    Prepared table =
        Prepared.stored(
            name + "relative_position_bias.relative_position_bias_table", rows + 3, heads);
    Grid other = new Grid(source.image().height() / patch, source.image().width() / patch);
    return RelativePositions.bias(
        other.equals(grid()) ? table : resampled(table, rows, heads, other),
        RelativePositions.indexWithClassToken(other),
        1 + other.size());
  }

  /** Differences of another grid, bilinearly; the class token's three rows stay. */
  private Prepared resampled(Prepared table, int rows, int heads, Grid other) {
    Prepared places =
        Prepared.of(
            String.format(
                Locale.ROOT,
                "torch.transpose(torch.flatten(torch.upsample_bilinear2d(torch.reshape(torch.transpose(%%s,"
                    + " 0, 1), [1, %d, %d, %d]), [%d, %d], False, annotate(Optional[List[float]],"
                    + " None)), 2), 1, 2)",
                heads,
                2 * grid().height() - 1,
                2 * grid().width() - 1,
                2 * other.height() - 1,
                2 * other.width() - 1),
            table.rows(0, rows));
    return Prepared.joined(
        0, List.of(Prepared.of("torch.squeeze(%s, 0)", places), table.rows(rows, rows + 3)));
  }
}
