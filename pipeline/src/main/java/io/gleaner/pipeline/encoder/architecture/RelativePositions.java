package io.gleaner.pipeline.encoder.architecture;

import java.util.Locale;

/**
 * Which row of a table of biases belongs to each pair of places in a window: one row for each
 * difference of rows and columns (Liu et al. 2021).
 */
final class RelativePositions {
  private RelativePositions() {}

  /** Returns how many differences there are. */
  static int differences(Grid window) {
    return (2 * window.height() - 1) * (2 * window.width() - 1);
  }

  /**
   * Returns the rows for a window's places.
   *
   * @return [places * places]
   */
  static float[] index(Grid window) {
    return index(window, false);
  }

  /**
   * Returns the rows where a class token stands before the window's places (Bao et al. 2022): three
   * more rows, for the token against places, places against it, and the token against itself.
   *
   * @return [(1 + places) * (1 + places)]
   */
  static float[] indexWithClassToken(Grid window) {
    return index(window, true);
  }

  private static float[] index(Grid window, boolean classToken) {
    int first = classToken ? 1 : 0;
    int tokens = first + window.size();
    int differences = differences(window);
    float[] index = new float[tokens * tokens];
    for (int to = 0; to < tokens; to++) {
      for (int from = 0; from < tokens; from++) {
        int row;
        if (to < first && from < first) {
          row = differences + 2;
        } else if (to < first) {
          row = differences;
        } else if (from < first) {
          row = differences + 1;
        } else {
          int a = to - first;
          int b = from - first;
          int down = a / window.width() - b / window.width() + window.height() - 1;
          int across = a % window.width() - b % window.width() + window.width() - 1;
          row = down * (2 * window.width() - 1) + across;
        }
        index[to * tokens + from] = row;
      }
    }
    return index;
  }

  /**
   * Looks biases up.
   *
   * @param table [rows, heads]
   * @param index of {@code tokens * tokens} pairs
   * @return [1, heads, tokens, tokens]
   */
  static Prepared bias(Prepared table, float[] index, int tokens) {
    return Prepared.of(
        String.format(
            Locale.ROOT,
            "torch.unsqueeze(torch.permute(torch.reshape(torch.index_select(%%s, 0, torch.to(%%s, 4)), [%1$d, %1$d, -1]), [2, 0, 1]), 0)",
            tokens),
        table,
        Prepared.computed(index, index.length));
  }
}
