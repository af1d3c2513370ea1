package io.gleaner.dedup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which images have left so far, each with the one that was kept in its place at that time. Memory:
 * about 110 bytes an image that left. Not thread-safe.
 */
final class Removals {
  /** One decision about one image. */
  private record Link(String keptId, Kind kind, float similarity, long componentSize) {}

  private final Map<String, Link> links = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();

  boolean contains(String id) {
    return links.containsKey(id);
  }

  /** Returns for how many images {@code id} stands: itself and what was folded into it. */
  long size(String id) {
    return sizes.getOrDefault(id, 1L);
  }

  /** Takes {@code id} out, {@code keptId} in its place, both of a component of that size. */
  void remove(String id, String keptId, Kind kind, float similarity, long componentSize) {
    links.put(id, new Link(keptId, kind, similarity, componentSize));
    sizes.remove(id);
    sizes.put(keptId, componentSize);
  }

  /** Returns a row for each image that left, by id; chains lead to the image that stays. */
  List<Duplicate> resolve() {
    List<Duplicate> duplicates = new ArrayList<>(links.size());
    for (String id : links.keySet()) {
      duplicates.add(resolve(id));
    }
    duplicates.sort(Comparator.comparing(Duplicate::id));
    return duplicates;
  }

  private Duplicate resolve(String id) {
    Link link = links.get(id);
    float similarity = link.similarity;
    for (Link next = links.get(link.keptId); next != null; next = links.get(link.keptId)) {
      similarity = Math.min(similarity, next.similarity);
      link = next; // stages only move on, so the last link's kind is the weakest
    }
    return new Duplicate(id, link.keptId, link.kind, similarity, link.componentSize);
  }
}
