package io.gleaner.pipeline.story;

/** What became of an image, or of an input that was none. */
public enum Fate {
  /**
   * A pool image that a set called for, or that is left where there are no sets: its picture has a
   * row in the manifest.
   */
  IN_MANIFEST("in the manifest"),
  /** A pool image that deduplication left, and that no set called for. */
  NOT_CALLED_FOR("in the pool, not called for"),
  /** A pool image that left as a duplicate of another image, or because of an evaluation image. */
  REMOVED("removed"),
  /** A curated image of a set that goes into the manifest as it is. */
  CURATED_AS_IS("curated, goes in as it is"),
  /** A curated image that retrieves, and is not itself part of the result. */
  CURATED_SEED("curated, a seed only"),
  /** An evaluation image. */
  EVALUATION("evaluation"),
  /** An input that could not be used. */
  REJECTED("rejected"),
  /** A pool image of a run that stopped before it was decided. */
  UNDECIDED("not decided yet");

  private final String text;

  Fate(String text) {
    this.text = text;
  }

  /** Returns some words for people to read. */
  public String text() {
    return text;
  }
}
