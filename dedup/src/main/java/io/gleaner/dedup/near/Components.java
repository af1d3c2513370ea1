package io.gleaner.dedup.near;

import java.util.stream.IntStream;

/**
 * Connected components of an undirected graph on nodes {@code 0 .. nodes - 1}: a disjoint-set
 * forest that links to the smaller root, so that a component is named by its smallest node whatever
 * the order of the edges. Memory: 4 bytes a node. Time: O(log nodes) amortised a call. Not
 * thread-safe. Oquab et al. 2024, A.3.
 */
public final class Components {
  private final int[] parent;

  public Components(int nodes) {
    parent = IntStream.range(0, nodes).toArray();
  }

  /** Joins the components of {@code a} and {@code b}; returns false where they were one already. */
  public boolean join(int a, int b) {
    int x = find(a);
    int y = find(b);
    parent[Math.max(x, y)] = Math.min(x, y);
    return x != y;
  }

  /** Returns the smallest node of the component that holds {@code node}. */
  public int find(int node) {
    while (parent[node] != node) {
      parent[node] = parent[parent[node]]; // halves the path for the next caller
      node = parent[node];
    }
    return node;
  }
}
