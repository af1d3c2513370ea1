package io.gleaner.pipeline.encoder.architecture;

/** How a network's tokens become one embedding. */
public enum Pooling {
  /** What the family's authors use, by `gleaner encoders`. */
  AUTO,
  /** The class token. */
  CLS,
  /** The mean of the patches. */
  MEAN,
  /** Both, one after the other. */
  CLS_MEAN,
  /** The family's own pooler. */
  POOLER,
  /** The projection into the space that images share with text. */
  PROJECTION
}
