package io.gleaner.pipeline.calibrate;

import java.util.Locale;

/** What two images are compared by. */
public enum Measure {
  /** The cosine of their embeddings. */
  COSINE,
  /** The bits in which their perceptual hashes differ. */
  PERCEPTUAL,
  /** A cosine above the threshold, or hashes within the recipe's distance. */
  UNION,
  /** The cosine of their embeddings from the pool's mean on; no run compares by it. */
  COSINE_CENTRED,
  /** As the union, by the centred cosine. */
  UNION_CENTRED;

  /** Returns its name in tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isCentred() {
    return this == COSINE_CENTRED || this == UNION_CENTRED;
  }
}
