package io.gleaner.pipeline.encoder.architecture;

/**
 * Which places of a rolled grid's windows were neighbours before the roll: those in one of nine
 * regions, of which the roll brought the outer ones together (Liu et al. 2021, section 3.2).
 */
final class ShiftMask {
  private ShiftMask() {}

  /**
   * Returns what is added to logits.
   *
   * @return [windows, places, places], 0 inside a region and {@code masked} across
   */
  static Prepared of(Grid grid, WindowAttention attention) {
    int window = attention.window();
    int height = attention.padded(grid.height());
    int width = attention.padded(grid.width());
    int places = window * window;
    int across = width / window;
    int windows = height / window * across;
    float[] values = new float[windows * places * places];
    for (int w = 0, at = 0; w < windows; w++) {
      for (int a = 0; a < places; a++) {
        for (int b = 0; b < places; b++, at++) {
          boolean together =
              region(w / across * window + a / window, height, attention)
                      == region(w / across * window + b / window, height, attention)
                  && region(w % across * window + a % window, width, attention)
                      == region(w % across * window + b % window, width, attention);
          values[at] = together ? 0 : attention.masked();
        }
      }
    }
    return Prepared.computed(values, windows, places, places);
  }

  private static int region(int place, int length, WindowAttention attention) {
    return place < length - attention.window() ? 0 : place < length - attention.shift() ? 1 : 2;
  }
}
