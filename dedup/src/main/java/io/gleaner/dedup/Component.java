package io.gleaner.dedup;

import java.util.Comparator;
import java.util.Objects;

/**
 * A component of at least two images, or a part of one that was too large.
 *
 * @param name its smallest image
 * @param kind by what evidence its images are joined
 * @param size its images, with all copies that earlier decisions folded into them; for {@code
 *     RELATIVE} with the evaluation images
 * @param weakestEdge the threshold at which it falls apart: the least similarity on its maximum
 *     spanning tree
 * @param representative the image that is kept; for {@code RELATIVE} the smallest evaluation image
 * @param state whether it was too large
 */
public record Component(
    String name, Kind kind, long size, float weakestEdge, String representative, State state) {
  /** By kind, name, then wholes before parts. */
  public static final Comparator<Component> ORDER =
      Comparator.comparing(Component::kind)
          .thenComparing(Component::name)
          .thenComparing(Component::state);

  /** What the guard against over-merging made of a component. */
  public enum State {
    /** Its size is within the limit. */
    WHOLE,
    /**
     * Its size is above the limit and it stays whole: because that is configured, or since its
     * distinct images are within the limit and only their copies make it large.
     */
    LARGE,
    /** It had too many distinct images and was taken apart; its parts have rows of their own. */
    SPLIT,
    /** A part of a component that was taken apart; parts of one image have no row. */
    PART
  }

  public Component {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(state, "state");
  }
}
