package io.gleaner.dedup.near;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * For each node the source that it hangs on most strongly. The bottleneck similarity of two nodes
 * is the highest threshold at which they are still in one component: the least similarity on the
 * best path between them. A node's source is the one with the highest bottleneck similarity, of
 * equal ones the smallest node.
 *
 * <p>Memory: 8 bytes a node, 20 more while it is computed. Time: that of joining each edge once.
 * Immutable once made.
 */
public final class Bottlenecks {
  /** What stands in place of a source where a node reaches none. */
  public static final int NONE = -1;

  private final int[] source;
  private final float[] similarity;

  private Bottlenecks(int nodes) {
    source = new int[nodes];
    similarity = new float[nodes];
    Arrays.fill(source, NONE);
    Arrays.fill(similarity, Float.NEGATIVE_INFINITY);
  }

  /** Over all edges of {@code graph}. */
  public static Bottlenecks of(Graph graph, IntPredicate isSource) {
    return new Search(graph, isSource).over(graph.edges(), IntUnaryOperator.identity());
  }

  /** Within the parts of {@code grouping}, a grouping of {@code graph}. */
  public static Bottlenecks within(Grouping grouping, Graph graph, IntPredicate isSource) {
    return new Search(graph, isSource).over(grouping.keptEdges(), grouping::kept);
  }

  /** Returns the source of {@code node}, itself for a source, or {@link #NONE}. */
  public int source(int node) {
    return source[node];
  }

  /** Returns the bottleneck similarity of {@code node} and its source; infinite for a source. */
  public float similarity(int node) {
    return similarity[node];
  }

  /*
   * Edges come by similarity down. A node waits until its component holds a source; a component's
   * waiting nodes are a linked list, and lists are concatenated when components join. At the end of
   * each level of equal similarity, the list of a component that has come to hold sources is
   * settled: they are the first that its nodes meet, so the level is their bottleneck. Each node is
   * settled once.
   */
  private static final class Search {
    private final Graph graph;
    private final Bottlenecks result;
    private final Components components;
    private final int[] smallestSource;
    private final int[] first;
    private final int[] last;
    private final int[] next;

    Search(Graph graph, IntPredicate isSource) {
      int nodes = graph.nodes();
      this.graph = graph;
      result = new Bottlenecks(nodes);
      components = new Components(nodes);
      smallestSource = new int[nodes];
      first = new int[nodes];
      last = new int[nodes];
      next = new int[nodes];
      Arrays.fill(next, NONE);
      for (int node = 0; node < nodes; node++) {
        boolean source = isSource.test(node);
        smallestSource[node] = source ? node : NONE;
        first[node] = source ? NONE : node;
        last[node] = first[node];
        if (source) {
          result.source[node] = node;
          result.similarity[node] = Float.POSITIVE_INFINITY;
        }
      }
    }

    Bottlenecks over(int edges, IntUnaryOperator edgeAt) {
      for (int from = 0; from < edges; ) {
        float level = graph.similarity(edgeAt.applyAsInt(from));
        int to = from;
        while (to < edges && graph.similarity(edgeAt.applyAsInt(to)) == level) {
          int edge = edgeAt.applyAsInt(to++);
          join(components.find(graph.a(edge)), components.find(graph.b(edge)));
        }
        for (int i = from; i < to; i++) {
          settle(components.find(graph.a(edgeAt.applyAsInt(i))), level);
        }
        from = to;
      }
      return result;
    }

    private void join(int x, int y) {
      if (!components.join(x, y)) {
        return;
      }
      int root = Math.min(x, y);
      int other = Math.max(x, y);
      if (smallestSource[root] == NONE
          || (smallestSource[other] != NONE && smallestSource[other] < smallestSource[root])) {
        smallestSource[root] = smallestSource[other];
      }
      if (first[root] == NONE) {
        first[root] = first[other];
        last[root] = last[other];
      } else if (first[other] != NONE) {
        next[last[root]] = first[other];
        last[root] = last[other];
      }
    }

    private void settle(int root, float level) {
      if (smallestSource[root] == NONE) {
        return;
      }
      for (int node = first[root]; node != NONE; node = next[node]) {
        result.source[node] = smallestSource[root];
        result.similarity[node] = level;
      }
      first[root] = NONE;
    }
  }
}
