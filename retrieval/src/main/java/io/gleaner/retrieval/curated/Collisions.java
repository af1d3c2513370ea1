package io.gleaner.retrieval.curated;

/** What becomes of a pool image that is among the nearest of several queries. */
public enum Collisions {
  /** It is retrieved by each of them, so that a set gives fewer images than queries × N. */
  SHARE,
  /**
   * It goes to one of them, and the others get further images: queries × N while the pool lasts.
   */
  REFILL
}
