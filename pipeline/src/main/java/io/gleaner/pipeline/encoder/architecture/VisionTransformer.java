package io.gleaner.pipeline.encoder.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * The plain vision transformer (Dosovitskiy et al. 2021) as a description: patches become tokens,
 * positions are added, layers of one shape follow, a head makes the embedding. What a family does
 * differently is another part in its place.
 *
 * @param width of a token
 * @param layers how many
 * @param prefix tokens before the patches, in their order: the class token first
 * @param positions that are added, or null
 * @param first norm before the first layer, or null (CLIP)
 * @param block the layer of a number
 * @param last norm after the last layer, or null
 */
record VisionTransformer(
    int width,
    int layers,
    Patches patches,
    List<Extra> prefix,
    Positions positions,
    Norm first,
    IntFunction<Block> block,
    Norm last,
    Heads heads)
    implements Description {

  /**
   * Learned tokens that belong to no patch.
   *
   * @param tokens [1, count, width]
   */
  record Extra(Prepared tokens, int count) {
    static Extra stored(String name, int count, int width) {
      return new Extra(Prepared.stored(name, 1, count, width), count);
    }
  }

  @Override
  public String shape(Grid image) {
    Grid grid = patches.grid(image);
    int extra = prefix.stream().mapToInt(Extra::count).sum();
    return String.format(
        Locale.ROOT,
        "%d layers of width %d, %d x %d patches of %d pixels and %d other tokens",
        layers,
        width,
        grid.height(),
        grid.width(),
        patches.side(),
        extra);
  }

  @Override
  public Tensor write(Script script, Grid image, Head head) {
    Grid grid = patches.grid(image);
    int tokens = prefix.stream().mapToInt(Extra::count).sum() + grid.size();
    Tensor x = tokens(script, image, grid);
    if (first != null) {
      x = script.norm(x, first);
    }
    for (int i = 0; i < layers; i++) {
      Block layer = block.apply(i);
      script.holds((long) tokens * layer.feedForward().first().out());
      boolean alone = i == layers - 1 && head.firstAlone() && layer.attention().allowsFirstAlone();
      x = alone ? layer.ofFirst(script, x, tokens) : layer.of(script, x, tokens);
    }
    return head.of(script, last == null ? x : script.norm(x, last));
  }

  private Tensor tokens(Script script, Grid image, Grid grid) {
    Tensor x = script.wide(patches.of(script, script.pixels(), image, width));
    if (positions != null) {
      x = script.let("torch.add(%s, %s)", x, script.weight(positions.ofPatches(width, grid)));
    }
    if (prefix.isEmpty()) {
      return x;
    }
    return script.let(
        "torch.cat([torch.expand(%1$s, [torch.size(%2$s, 0), -1, -1]), %2$s], 1)",
        script.weight(prefixed()), x);
  }

  /** Returns the tokens before the patches with their positions, which no image changes. */
  private Prepared prefixed() {
    List<Prepared> placed = new ArrayList<>();
    List<Prepared> others = new ArrayList<>();
    int count = 0;
    for (Extra extra : prefix) {
      boolean has = positions != null && count < positions.prefix();
      (has ? placed : others).add(extra.tokens());
      count += extra.count();
    }
    if (!placed.isEmpty()) {
      others.add(
          0, Prepared.of("torch.add(%s, %s)", Prepared.joined(1, placed), positions.ofPrefix()));
    }
    return Prepared.joined(1, others);
  }
}
