package io.gleaner.pipeline.encoder.architecture;

import java.util.stream.IntStream;

/**
 * Rotary positions (Su et al. 2021) of patches in two dimensions: pairs of a query's or key's
 * components turn by an angle that grows with the patch's row or column. Tokens before the patches
 * do not turn.
 *
 * @param cosine [tokens, headWidth]
 * @param sine [tokens, headWidth], of turned halves: negative in the first half
 * @param headWidth components of a query
 * @param neighbours whether the checkpoint pairs components 2i and 2i + 1, not i and i + headWidth
 *     / 2
 */
record Rotary(Prepared cosine, Prepared sine, int headWidth, boolean neighbours) {
  /**
   * DINOv3's (Siméoni et al. 2025): rows and columns go from -1 to 1 over the image, times 2 pi.
   *
   * @param prefix tokens before the patches
   */
  static Rotary centred(int prefix, Grid grid, int headWidth, double base) {
    return new Rotary(
        prefix, centres(grid.height()), centres(grid.width()), headWidth, base, false);
  }

  /**
   * EVA-02's (Fang et al. 2023): rows and columns count from 0, scaled to the grid that the network
   * was pretrained on.
   */
  static Rotary counted(int prefix, Grid grid, Grid pretrained, int headWidth, double base) {
    return new Rotary(
        prefix,
        counts(grid.height(), pretrained.height()),
        counts(grid.width(), pretrained.width()),
        headWidth,
        base,
        true);
  }

  private Rotary(
      int prefix, double[] rows, double[] columns, int headWidth, double base, boolean neighbours) {
    this(
        angles(prefix, rows, columns, headWidth, base, false),
        angles(prefix, rows, columns, headWidth, base, true),
        headWidth,
        neighbours);
  }

  /** Writes {@code x} [images, heads, tokens, headWidth] turned. */
  Tensor turn(Script script, Tensor x) {
    return script.let(
        "torch.add(torch.mul(%1$s, %2$s), torch.mul(torch.roll(%1$s, [%4$s], [-1]), %3$s))",
        x, script.narrowWeight(cosine), script.narrowWeight(sine), headWidth / 2);
  }

  private static double[] centres(int length) {
    return IntStream.range(0, length)
        .mapToDouble(i -> 2 * Math.PI * (2 * (i + 0.5) / length - 1))
        .toArray();
  }

  private static double[] counts(int length, int pretrained) {
    return IntStream.range(0, length).mapToDouble(i -> (double) i / length * pretrained).toArray();
  }

  /**
   * Cosines or sines of position / base^(band / bands): a quarter of the components are bands of
   * the row, a quarter of the column, and the other half has the same angles.
   */
  private static Prepared angles(
      int prefix, double[] rows, double[] columns, int headWidth, double base, boolean sines) {
    int tokens = prefix + rows.length * columns.length;
    int half = headWidth / 2;
    int bands = headWidth / 4;
    float[] values = new float[tokens * headWidth];
    for (int token = 0; token < tokens; token++) {
      int patch = token - prefix;
      for (int pair = 0; pair < half; pair++) {
        double position =
            patch < 0
                ? 0
                : pair < bands ? rows[patch / columns.length] : columns[patch % columns.length];
        double angle = position * Math.pow(base, -(double) (pair % bands) / bands);
        int at = token * headWidth + pair;
        values[at] = (float) (sines ? -Math.sin(angle) : Math.cos(angle));
        values[at + half] = (float) (sines ? Math.sin(angle) : Math.cos(angle));
      }
    }
    return Prepared.computed(values, tokens, headWidth);
  }
}
