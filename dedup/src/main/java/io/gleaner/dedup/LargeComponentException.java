package io.gleaner.dedup;

import java.util.Locale;

/** A component is larger than the configuration allows, and {@code on_large_component} is fail. */
public final class LargeComponentException extends RuntimeException {
  private final transient Component component;
  private final int distinct;

  LargeComponentException(Component component, int distinct, long limit) {
    super(
        String.format(
            Locale.ROOT,
            "%s component %s has %d distinct images (%d with their copies), largest_component is"
                + " %d; its weakest edge is %s: raise the threshold to that or above, raise"
                + " largest_component, or set on_large_component to split or keep",
            component.kind().name().toLowerCase(Locale.ROOT),
            component.name(),
            distinct,
            component.size(),
            limit,
            component.weakestEdge()));
    this.component = component;
    this.distinct = distinct;
  }

  /** Returns the component: its name, size, weakest edge. */
  public Component component() {
    return component;
  }

  /** Returns how many distinct images it has. */
  int distinct() {
    return distinct;
  }
}
