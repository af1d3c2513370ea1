package io.gleaner.dedup;

import io.gleaner.dedup.near.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The oracle of a decision without a guard: each kind by breadth-first search over lists of edges,
 * evaluation images as nodes like any other.
 */
final class StagesByDefinition {
  private final DedupConfig config;
  private final Map<String, Candidate> pool;
  private final TreeSet<String> left;
  private final Map<String, Duplicate> steps = new HashMap<>();
  private final Map<String, Long> sizes = new HashMap<>();

  StagesByDefinition(DedupConfig config, Map<String, Candidate> pool) {
    this.config = config;
    this.pool = pool;
    this.left = new TreeSet<>(pool.keySet());
  }

  /** Folds components of edges above {@code threshold} among the images that are left. */
  void fold(Kind kind, List<Edge> edges, float threshold) {
    List<Edge> alive = alive(edges, threshold);
    for (String id : List.copyOf(left)) {
      TreeSet<String> component = reached(alive, id, Float.NEGATIVE_INFINITY);
      String kept =
          component.stream().map(pool::get).min(Keep.order(config.keep())).orElseThrow().id();
      if (!component.first().equals(id) || component.size() == 1) {
        continue;
      }
      long size = component.stream().mapToLong(this::size).sum();
      for (String other : component) {
        if (!other.equals(kept)) {
          steps.put(other, new Duplicate(other, kept, kind, level(alive, other, kept), size));
          left.remove(other);
        }
      }
      sizes.put(kept, size);
    }
  }

  /** Discards components with an evaluation image; {@code edges} are all above nothing yet. */
  void discard(List<Edge> edges, TreeSet<String> references) {
    left.addAll(references);
    List<Edge> alive = alive(edges, config.againstThreshold());
    Map<String, Duplicate> discarded = new TreeMap<>();
    for (String id : left) {
      TreeSet<String> component = reached(alive, id, Float.NEGATIVE_INFINITY);
      long size = component.stream().mapToLong(this::size).sum();
      component.retainAll(references);
      if (references.contains(id) || component.isEmpty()) {
        continue;
      }
      String best = component.first();
      for (String reference : component) {
        best = level(alive, id, reference) > level(alive, id, best) ? reference : best;
      }
      discarded.put(id, new Duplicate(id, best, Kind.RELATIVE, level(alive, id, best), size));
    }
    steps.putAll(discarded);
    left.removeAll(discarded.keySet());
    left.removeAll(references);
  }

  /** Returns a row for each image that left, chains followed to their end. */
  List<Duplicate> duplicates() {
    List<Duplicate> rows = new ArrayList<>();
    for (String id : new TreeSet<>(steps.keySet())) {
      Duplicate last = steps.get(id);
      float similarity = last.similarity();
      while (steps.containsKey(last.keptId())) {
        last = steps.get(last.keptId());
        similarity = Math.min(similarity, last.similarity());
      }
      rows.add(new Duplicate(id, last.keptId(), last.kind(), similarity, last.componentSize()));
    }
    return rows;
  }

  private long size(String id) {
    return sizes.getOrDefault(id, 1L);
  }

  private List<Edge> alive(List<Edge> edges, float threshold) {
    return edges.stream()
        .filter(e -> e.similarity() > threshold && left.contains(e.a()) && left.contains(e.b()))
        .toList();
  }

  private static float level(List<Edge> edges, String one, String other) {
    float best = Float.NEGATIVE_INFINITY;
    for (Edge edge : edges) {
      if (edge.similarity() > best && reached(edges, one, edge.similarity()).contains(other)) {
        best = edge.similarity();
      }
    }
    return best;
  }

  private static TreeSet<String> reached(List<Edge> edges, String start, float similarity) {
    var reached = new TreeSet<>(List.of(start));
    var queue = new ArrayDeque<>(reached);
    while (!queue.isEmpty()) {
      String id = queue.remove();
      for (Edge edge : edges) {
        if (edge.similarity() >= similarity && (edge.a().equals(id) || edge.b().equals(id))) {
          String other = edge.a().equals(id) ? edge.b() : edge.a();
          if (reached.add(other)) {
            queue.add(other);
          }
        }
      }
    }
    return reached;
  }
}
