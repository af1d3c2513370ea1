package io.gleaner.pipeline.encoder.architecture;

import io.gleaner.pipeline.encoder.checkpoint.Settings;
import java.util.Locale;

/**
 * Swin (Liu et al. 2021) and Swin V2 (Liu et al. 2022): attention inside windows over a grid that
 * four stages make coarser. The second differs in three things: norms come after attention and
 * feed-forward, logits are cosines with a learned scale, and biases come from a small network over
 * logarithmic differences of places.
 */
final class Swin implements Description {
  private final Source source;
  private final Settings config;
  private final boolean second;
  private final int patch;
  private final int[] depths;
  private final int[] heads;
  private final int[] pretrainedWindows;
  private final double epsilon;

  private Swin(Source source, boolean second) {
    this.source = source;
    this.config = source.config();
    this.second = second;
    this.patch = source.patch(4);
    this.depths = config.numbers("depths", new int[] {2, 2, 6, 2}, 1);
    this.heads = config.numbers("num_heads", new int[] {3, 6, 12, 24}, 1);
    this.pretrainedWindows = config.numbers("pretrained_window_sizes", new int[depths.length], 0);
    this.epsilon = config.real("layer_norm_eps", 1e-5);
    if (heads.length != depths.length || pretrainedWindows.length < depths.length) {
      throw config.refused(
          String.format(
              Locale.ROOT,
              "depths has %d stages, num_heads %d, pretrained_window_sizes %d",
              depths.length,
              heads.length,
              pretrainedWindows.length));
    }
    if (config.flag("use_absolute_embeddings", false)) {
      throw config.refused("use_absolute_embeddings", true, "false: transformers cannot run it");
    }
  }

  /** {@code swin}. */
  static Description first(Source source) {
    return new Swin(source, false);
  }

  /** {@code swinv2}. */
  static Description second(Source source) {
    return new Swin(source, true);
  }

  private int width(int stage) {
    return config.positive("embed_dim", 96) << stage;
  }

  @Override
  public Heads heads() {
    return Heads.ofPatches(0).with(Pooling.POOLER, Head.mean(0)).by(Pooling.POOLER);
  }

  @Override
  public String shape(Grid image) {
    return String.format(
        Locale.ROOT,
        "stages of %s layers, widths %d to %d, windows of %d, patches of %d pixels",
        java.util.Arrays.toString(depths),
        width(0),
        width(depths.length - 1),
        config.positive("window_size", 7),
        patch);
  }

  @Override
  public Tensor write(Script script, Grid image, Head head) {
    Grid whole = new Grid(roundedUp(image.height()), roundedUp(image.width()));
    Tensor pixels = script.pixels();
    if (!whole.equals(image)) {
      pixels =
          script.let(
              "torch.constant_pad_nd(%s, [0, %s, 0, %s], 0)",
              pixels, whole.width() - image.width(), whole.height() - image.height());
    }
    Patches patches = new Patches("embeddings.patch_embeddings.projection", patch, true);
    Grid grid = patches.grid(whole);
    // The second was made for one grid: windows follow it, whatever the image's.
    Grid made = source.grid("image_size", 224, patch);
    Tensor x = patches.of(script, pixels, whole, width(0));
    x = script.norm(x, new Norm("embeddings.norm", width(0), 1e-5));
    for (int stage = 0; stage < depths.length; stage++) {
      script.holds((long) grid.size() * inner(stage));
      for (int i = 0; i < depths[stage]; i++) {
        x = block(stage, i, grid, second ? made : grid).of(script, x, grid.size());
      }
      if (stage < depths.length - 1) {
        x = merged(script, x, stage, grid);
        grid = halved(grid);
        made = new Grid(made.height() / 2, made.width() / 2);
      }
    }
    return head.of(script, script.norm(x, norm("layernorm", depths.length - 1)));
  }

  private int roundedUp(int pixels) {
    return (pixels + patch - 1) / patch * patch;
  }

  private static Grid halved(Grid grid) {
    return new Grid((grid.height() + 1) / 2, (grid.width() + 1) / 2);
  }

  private int inner(int stage) {
    return (int) (config.real("mlp_ratio", 4) * width(stage));
  }

  private Norm norm(String name, int stage) {
    return new Norm(name, width(stage), epsilon);
  }

  /**
   * @param fitted grid that windows are made smaller for
   */
  private Block block(int stage, int i, Grid grid, Grid fitted) {
    String at = "encoder.layers." + stage + ".blocks." + i + ".";
    int width = width(stage);
    Norm before = norm(at + "layernorm_before", stage);
    Norm after = norm(at + "layernorm_after", stage);
    WindowAttention attention = attention(at, stage, i % 2 == 1, grid, fitted);
    FeedForward feedForward =
        FeedForward.of(
            Linear.stored(at + "intermediate.dense", width, inner(stage)),
            source.activation("hidden_act", "gelu"),
            Linear.stored(at + "output.dense", inner(stage), width));
    return second
        ? Block.normedAfter(before, attention, after, feedForward)
        : Block.of(before, attention, after, feedForward);
  }

  private WindowAttention attention(String at, int stage, boolean shifted, Grid grid, Grid fitted) {
    int configured = config.positive("window_size", 7);
    int shortest = Math.min(fitted.height(), fitted.width());
    int window = Math.min(configured, shortest);
    if (!second && window < configured) {
      throw config.refused(
          String.format(
              Locale.ROOT,
              "images of %d x %d have %d x %d patches in stage %d, fewer than a window of %d",
              source.image().height(),
              source.image().width(),
              grid.height(),
              grid.width(),
              stage + 1,
              configured));
    }
    int width = width(stage);
    int count = heads[stage];
    if (width % count != 0) {
      throw config.refused("num_heads", count, "a divisor of the width " + width);
    }
    boolean bias = config.flag("qkv_bias", true);
    String self = at + "attention.self.";
    return new WindowAttention(
        grid,
        window,
        shifted && shortest > window ? configured / 2 : 0,
        count,
        Linear.joined(
            Linear.stored(self + "query", width, width, bias),
            Linear.stored(self + "key", width, width, bias && !second),
            Linear.stored(self + "value", width, width, bias)),
        Linear.stored(at + "attention.output.dense", width, width),
        RelativePositions.bias(
            second ? continuous(self, stage, window) : table(self, stage, window),
            RelativePositions.index(new Grid(window, window)),
            window * window),
        second ? Prepared.stored(self + "logit_scale", count, 1, 1) : null,
        // transformers adds the second's mask twice
        second ? -200 : -100);
  }

  private Prepared table(String self, int stage, int window) {
    return Prepared.stored(
        self + "relative_position_bias_table",
        RelativePositions.differences(new Grid(window, window)),
        heads[stage]);
  }

  /** Biases by a network of two layers over signed logarithms of differences, 0 to 16. */
  private Prepared continuous(String self, int stage, int window) {
    int side = 2 * window - 1;
    int pretrained = pretrainedWindows[stage] > 0 ? pretrainedWindows[stage] : window;
    float[] differences = new float[2 * side * side];
    for (int i = 0; i < side * side; i++) {
      differences[2 * i] = logarithmic(i / side - (window - 1), pretrained);
      differences[2 * i + 1] = logarithmic(i % side - (window - 1), pretrained);
    }
    String network = self + "continuous_position_bias_mlp.";
    return Prepared.of(
        "torch.mul(torch.sigmoid(torch.linear(torch.relu(torch.linear(%s, %s, %s)), %s)), 16.)",
        Prepared.computed(differences, (long) side * side, 2),
        Prepared.stored(network + "0.weight", 512, 2),
        Prepared.stored(network + "0.bias", 512),
        Prepared.stored(network + "2.weight", heads[stage], 512));
  }

  private static float logarithmic(int difference, int pretrained) {
    double scaled = 8.0 * difference / Math.max(1, pretrained - 1);
    return (float) (Math.signum(scaled) * Math.log(Math.abs(scaled) + 1) / Math.log(8));
  }

  /** Writes the merging of four neighbours into one token of twice the width. */
  private Tensor merged(Script script, Tensor x, int stage, Grid grid) {
    int width = width(stage);
    String at = "encoder.layers." + stage + ".downsample.";
    Tensor planes =
        script.let("torch.reshape(%s, [-1, %s, %s, %s])", x, grid.height(), grid.width(), width);
    Grid half = halved(grid);
    if (grid.height() % 2 + grid.width() % 2 > 0) {
      planes =
          script.let(
              "torch.constant_pad_nd(%s, [0, 0, 0, %s, 0, %s], 0)",
              planes, grid.width() % 2, grid.height() % 2);
    }
    // Neighbours in the order of columns, then rows.
    Tensor four =
        script.let(
            "torch.reshape(torch.permute(torch.reshape(%s, [-1, %s, 2, %s, 2, %s]), [0, 1, 3, 4, 2, 5]), [-1, %s, %s])",
            planes, half.height(), half.width(), width, half.size(), 4 * width);
    Linear reduction = Linear.unbiased(at + "reduction", 4 * width, 2 * width);
    return second
        ? script.norm(script.linear(four, reduction), new Norm(at + "norm", 2 * width, 1e-5))
        : script.wide(
            script.linear(script.norm(four, new Norm(at + "norm", 4 * width, 1e-5)), reduction));
  }
}
