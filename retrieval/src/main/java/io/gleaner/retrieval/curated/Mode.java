package io.gleaner.retrieval.curated;

import java.util.Arrays;
import java.util.Locale;

/** How a curated set calls for images. Oquab et al. 2024, A.4 and Table 15. */
public enum Mode {
  /** The nearest pool images of each curated image. */
  SAMPLE,
  /** Pool images drawn from the clusters that the set is in. */
  CLUSTER,
  /** The curated images themselves. */
  AS_IS;

  /**
   * Returns the name in configurations and files: {@code sample}, {@code cluster}, {@code as_is}.
   */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the one with a label.
   *
   * @throws IllegalArgumentException where none has it
   */
  public static Mode labelled(String label) {
    return Arrays.stream(values())
        .filter(mode -> mode.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no mode is called \"" + label + "\""));
  }
}
