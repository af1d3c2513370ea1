package io.gleaner.pipeline.encoder.architecture;

import java.util.Locale;

/**
 * Learned positions that are added to patches, and perhaps to tokens before them.
 *
 * @param stored [1, prefix + grid, width]
 * @param prefix tokens before the patches that have a position too
 * @param grid of the checkpoint
 * @param antialiased whether positions of another grid are resampled with an antialiased bicubic
 *     filter, or a plain one, as the family's authors do
 */
record Positions(Prepared stored, int prefix, Grid grid, boolean antialiased) {
  static Positions stored(String name, int prefix, Grid grid, int width, boolean antialiased) {
    return new Positions(
        Prepared.stored(name, 1, prefix + grid.size(), width), prefix, grid, antialiased);
  }

  /** Returns the positions of the tokens before the patches, [1, prefix, width]. */
  Prepared ofPrefix() {
    return Prepared.of(String.format(Locale.ROOT, "torch.slice(%%s, 1, 0, %d)", prefix), stored);
  }

  /** Returns the positions of patches of another grid, or of the same, [1, patches, width]. */
  Prepared ofPatches(int width, Grid other) {
    Prepared patches =
        Prepared.of(
            String.format(Locale.ROOT, "torch.slice(%%s, 1, %d, %d)", prefix, prefix + grid.size()),
            stored);
    if (other.equals(grid)) {
      return patches;
    }
    return Prepared.of(
        String.format(
            Locale.ROOT,
            "torch.transpose(torch.flatten(torch.%s(torch.reshape(torch.transpose(%%s, 1, 2), [1,"
                + " %d, %d, %d]), [%d, %d], False, annotate(Optional[List[float]], None)), 2), 1,"
                + " 2)",
            antialiased ? "_upsample_bicubic2d_aa" : "upsample_bicubic2d",
            width,
            grid.height(),
            grid.width(),
            other.height(),
            other.width()),
        patches);
  }
}
