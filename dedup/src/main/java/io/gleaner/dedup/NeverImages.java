package io.gleaner.dedup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes out whole components, by what was decided: all that was folded into the image that stands
 * for a component, and that image. A component that touches an evaluation image has left already.
 */
final class NeverImages {
  private NeverImages() {}

  /**
   * Returns the rows of {@code duplicates}, those of a component of {@code never} as {@code
   * REVIEW}, and a row for each image that stood for such a component of several images, by id.
   */
  static List<Duplicate> leave(List<Duplicate> duplicates, Set<String> never) {
    if (never.isEmpty()) {
      return duplicates;
    }
    Map<String, Long> sizes = new TreeMap<>();
    for (Duplicate each : duplicates) {
      boolean marked = never.contains(each.id()) || never.contains(each.keptId());
      if (marked && each.kind() != Kind.RELATIVE) {
        sizes.merge(each.keptId(), each.componentSize(), Math::max);
      }
    }
    List<Duplicate> left = new ArrayList<>();
    for (Duplicate each : duplicates) {
      boolean leaves = each.kind() != Kind.RELATIVE && sizes.containsKey(each.keptId());
      left.add(
          leaves
              ? new Duplicate(
                  each.id(), each.keptId(), Kind.REVIEW, each.similarity(), each.componentSize())
              : each);
    }
    sizes.forEach((kept, size) -> left.add(new Duplicate(kept, kept, Kind.REVIEW, 1, size)));
    left.sort(Comparator.comparing(Duplicate::id));
    return left;
  }
}
