package io.gleaner.dedup.contraction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Graphs as lists of links, and their components by breadth-first search: the oracle. */
final class Links {
  final List<long[]> pairs = new ArrayList<>();

  /** Nodes are numbers below {@code nodes}, scattered over all longs. */
  static Links random(int nodes, int links, SplittableRandom random) {
    var graph = new Links();
    for (int i = 0; i < links; i++) {
      graph.link(
          random.nextInt(nodes) * 0x9e3779b97f4a7c15L, random.nextInt(nodes) * 0x9e3779b97f4a7c15L);
    }
    return graph;
  }

  static Links chain(int nodes) {
    var graph = new Links();
    for (int node = 1; node < nodes; node++) {
      graph.link(node - 1, node);
    }
    return graph;
  }

  /** A centre in the middle of the others: half are smaller, half larger. */
  static Links star(int leaves) {
    var graph = new Links();
    for (int leaf = 1; leaf <= leaves; leaf++) {
      graph.link(0, leaf % 2 == 0 ? leaf : -leaf);
    }
    return graph;
  }

  static Links cliques(int count, int nodes) {
    var graph = new Links();
    for (int clique = 0; clique < count; clique++) {
      for (int a = 0; a < nodes; a++) {
        for (int b = 0; b < a; b++) {
          graph.link(a * 1_000L + clique, b * 1_000L + clique);
        }
      }
    }
    return graph;
  }

  void link(long one, long other) {
    if (one != other) {
      pairs.add(new long[] {one, other});
    }
  }

  /** Returns the links in blocks of {@code size}. */
  List<LinkBlock> blocks(int size) {
    List<LinkBlock> blocks = new ArrayList<>();
    for (int from = 0; from < pairs.size(); from += size) {
      var block = new LinkBlock.Builder(size);
      pairs.subList(from, Math.min(pairs.size(), from + size)).forEach(p -> block.add(p[0], p[1]));
      blocks.add(block.build());
    }
    return blocks;
  }

  /** Returns the smallest node of its component for each node that is another. */
  Map<Long, Long> componentsByBreadthFirstSearch() {
    Map<Long, List<Long>> neighbours = new TreeMap<>();
    for (long[] pair : pairs) {
      neighbours.computeIfAbsent(pair[0], none -> new ArrayList<>()).add(pair[1]);
      neighbours.computeIfAbsent(pair[1], none -> new ArrayList<>()).add(pair[0]);
    }
    Map<Long, Long> components = new HashMap<>();
    for (long start : neighbours.keySet()) {
      if (components.putIfAbsent(start, start) == null) {
        var queue = new ArrayDeque<>(List.of(start));
        while (!queue.isEmpty()) {
          for (long next : neighbours.get(queue.remove())) {
            if (components.putIfAbsent(next, start) == null) {
              queue.add(next);
            }
          }
        }
      }
    }
    components.entrySet().removeIf(entry -> entry.getKey().equals(entry.getValue()));
    return components;
  }

  /**
   * Returns the larger ends of {@code stars} with their smaller ones, refusing one that has two.
   */
  static Map<Long, Long> components(Iterable<LinkBlock> stars) {
    Map<Long, Long> components = new HashMap<>();
    for (LinkBlock block : stars) {
      for (int i = 0; i < block.size(); i++) {
        if (components.put(block.larger(i), block.smaller(i)) != null) {
          throw new AssertionError(block.larger(i) + " has two links");
        }
      }
    }
    return components;
  }
}
