package io.gleaner.dedup;

/** What the guard against over-merging says of a component; see {@link OnLargeComponent}. */
final class Guard {
  private Guard() {}

  /**
   * Returns the state of a component as found.
   *
   * @param isSplit whether it has more distinct images than the limit, and is taken apart for it
   * @param size its images with their copies
   */
  static Component.State state(boolean isSplit, long size, long limit) {
    if (isSplit) {
      return Component.State.SPLIT;
    }
    return size > limit ? Component.State.LARGE : Component.State.WHOLE;
  }

  /** Throws LargeComponentException where a component would be split and may not be. */
  static void check(
      DedupConfig config, boolean isSplit, Component component, int distinct, long limit) {
    if (isSplit && config.onLargeComponent() == OnLargeComponent.FAIL) {
      throw new LargeComponentException(component, distinct, limit);
    }
  }
}
