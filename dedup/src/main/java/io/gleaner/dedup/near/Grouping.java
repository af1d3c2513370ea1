package io.gleaner.dedup.near;

import java.util.Arrays;
import java.util.Locale;

/**
 * Connected components of a graph, and the parts of those that are too large (Oquab et al. 2024,
 * A.3; the guard is ours).
 *
 * <p><b>Wholes</b> are the components of all edges. <b>Parts</b> are what the guard makes of them:
 * the part of an image is its component at the smallest threshold, from the lowest edge of the
 * graph up, at which that component has at most {@code limit} distinct images. A component within
 * the limit is one part. Edges of equal similarity stay or go together. Images joined at similarity
 * 1 or above are copies as far as the edges can tell: they are never taken apart, and count as one
 * distinct image. Wholes and parts depend on the set of edges alone, not on their order.
 *
 * <p>Memory: 28 bytes a node. Time: that of joining each edge once. Immutable once made.
 */
public final class Grouping {
  private static final float COPY = 1;

  /*
   * Kruskal's algorithm, level by level of equal similarity from the highest down. After the edges
   * of a level are joined, a component has its final size at that level; the forest edges that the
   * level added are kept where the component is within the limit, and cut where it is above. Since
   * a component only grows as the level falls, what is cut once stays cut, and the kept edges span
   * exactly the parts that are defined above. The kept edges are part of a maximum spanning forest:
   * the least similarity on the path between two nodes is the threshold at which they separate.
   * Copies count once, so that a level of 1 or above is always within the limit.
   */
  private final Graph graph;
  private final int[] wholes;
  private final int[] parts;
  private final int[] distinct;
  private final float[] weakestOfWhole;
  private final float[] weakestOfPart;
  private final int[] kept;

  private Grouping(Graph graph, long limit) {
    int nodes = graph.nodes();
    this.graph = graph;
    distinct = new int[nodes];
    weakestOfWhole = new float[nodes];
    weakestOfPart = new float[nodes];
    Arrays.fill(distinct, 1);
    Arrays.fill(weakestOfWhole, Float.POSITIVE_INFINITY);
    Arrays.fill(weakestOfPart, Float.POSITIVE_INFINITY);
    var whole = new Components(nodes);
    var part = new Components(nodes);
    int[] forest = new int[Math.max(0, nodes - 1)];
    int size = 0;
    for (int from = 0; from < graph.edges(); ) {
      int to = endOfLevel(from);
      int end = size;
      for (int edge = from; edge < to; edge++) {
        if (join(whole, edge)) {
          forest[end++] = edge;
        }
      }
      for (int i = size; i < end; i++) {
        int edge = forest[i];
        if (distinct[whole.find(graph.a(edge))] <= limit) {
          part.join(graph.a(edge), graph.b(edge));
          forest[size++] = edge; // size <= i: what is cut makes room for the next
        }
      }
      from = to;
    }
    kept = Arrays.copyOf(forest, size);
    wholes = roots(whole);
    parts = roots(part);
    for (int edge : kept) {
      weakestOfPart[parts[graph.a(edge)]] = graph.similarity(edge);
    }
  }

  /**
   * Groups the nodes of {@code graph}.
   *
   * @param limit largest number of distinct images in a part, at least 1
   */
  public static Grouping of(Graph graph, long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "limit is %d, must be at least 1", limit));
    }
    return new Grouping(graph, limit);
  }

  /** Returns the smallest node of the component that holds {@code node}: its name. */
  public int whole(int node) {
    return wholes[node];
  }

  /** Returns the smallest node of the part that holds {@code node}: its name. */
  public int part(int node) {
    return parts[node];
  }

  /** Returns how many distinct images the component {@code whole}, a name, has. */
  public int distinct(int whole) {
    return distinct[whole];
  }

  /**
   * Returns the similarity at which the component {@code whole}, a name, falls apart: the least on
   * its maximum spanning tree.
   */
  public float weakestOfWhole(int whole) {
    return weakestOfWhole[whole];
  }

  /** Returns the same of a part; infinity for a part of one image. */
  public float weakestOfPart(int part) {
    return weakestOfPart[part];
  }

  /** Returns how many edges {@link #kept} knows: nodes less parts. */
  public int keptEdges() {
    return kept.length;
  }

  /** Returns the {@code i}-th edge of the forest that spans the parts, by similarity down. */
  public int kept(int i) {
    return kept[i];
  }

  private int endOfLevel(int from) {
    int to = from + 1;
    while (to < graph.edges() && graph.similarity(to) == graph.similarity(from)) {
      to++;
    }
    return to;
  }

  private boolean join(Components whole, int edge) {
    int x = whole.find(graph.a(edge));
    int y = whole.find(graph.b(edge));
    if (!whole.join(x, y)) {
      return false;
    }
    int root = Math.min(x, y);
    if (graph.similarity(edge) < COPY) {
      distinct[root] = distinct[x] + distinct[y];
    }
    weakestOfWhole[root] = graph.similarity(edge);
    return true;
  }

  private int[] roots(Components components) {
    int[] roots = new int[graph.nodes()];
    Arrays.setAll(roots, components::find);
    return roots;
  }
}
