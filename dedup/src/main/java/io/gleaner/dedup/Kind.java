package io.gleaner.dedup;

/** By what evidence images are the same, from the strongest to the weakest, in stage order. */
public enum Kind {
  /** Equal bytes, by SHA-256. */
  EXACT,
  /** Perceptual hashes within a Hamming distance. */
  PERCEPTUAL,
  /** One component of the graph of near-duplicates (Oquab et al. 2024, A.3). */
  NEAR,
  /** One component with an evaluation image (Oquab et al. 2024, A.3). */
  RELATIVE,
  /** A person marked an image of the component as never wanted, or the image as removed. */
  REVIEW
}
