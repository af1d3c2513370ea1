package io.gleaner.dedup;

/** What becomes of a component with more distinct images than the limit. */
public enum OnLargeComponent {
  /** It is taken apart by raising the threshold inside it. */
  SPLIT,
  /** It stays whole, and is reported. */
  KEEP,
  /** The decision stops with a {@link LargeComponentException}. */
  FAIL
}
