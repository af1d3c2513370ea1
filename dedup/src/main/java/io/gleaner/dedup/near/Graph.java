package io.gleaner.dedup.near;

import java.util.Arrays;
import java.util.Locale;

/**
 * Undirected edges in primitive arrays, ordered by similarity down. Nodes are the images that occur
 * in an edge, numbered in ascending order of their ids. Immutable. Memory: 12 bytes an edge, up to
 * 44 while it is built, and for each node 8 to 12 bytes and its string.
 */
public final class Graph {
  private final String[] ids;
  private final int[] a;
  private final int[] b;
  private final float[] similarity;

  private Graph(String[] ids, int[] a, int[] b, float[] similarity) {
    this.ids = ids;
    this.a = a;
    this.b = b;
    this.similarity = similarity;
  }

  public int nodes() {
    return ids.length;
  }

  public int edges() {
    return similarity.length;
  }

  /** Returns the id of {@code node}; ids ascend with nodes. */
  public String id(int node) {
    return ids[node];
  }

  /** Returns the node of the image {@code id}, or a negative number where no edge has it. */
  public int node(String id) {
    return Arrays.binarySearch(ids, id);
  }

  /** Returns one end of the edge {@code edge}; similarities descend with edges. */
  public int a(int edge) {
    return a[edge];
  }

  /** Returns the other end. */
  public int b(int edge) {
    return b[edge];
  }

  public float similarity(int edge) {
    return similarity[edge];
  }

  /** Collects edges, in any order, each once or more often. Not thread-safe. */
  public static final class Builder {
    private final IdTable ids = new IdTable();
    private int[] a = new int[16];
    private int[] b = new int[16];
    private float[] similarity = new float[16];
    private int edges;

    /**
     * Adds an edge; its ends become nodes.
     *
     * @throws IllegalArgumentException for an edge from an image to itself, or without a number
     */
    public Builder add(String one, String other, float value) {
      Edge.check(one, other, value);
      if (edges == similarity.length) {
        int length = (int) Math.min(2L * edges, Integer.MAX_VALUE - 8);
        if (length == edges) {
          throw new IllegalStateException(String.format(Locale.ROOT, "more than %d edges", edges));
        }
        a = Arrays.copyOf(a, length);
        b = Arrays.copyOf(b, length);
        similarity = Arrays.copyOf(similarity, length);
      }
      a[edges] = ids.number(one);
      b[edges] = ids.number(other);
      similarity[edges++] = value;
      return this;
    }

    public Graph build() {
      String[] sorted = ids.sorted();
      int[] ranks = ids.ranks(sorted);
      long[] order = descending();
      int[] left = new int[edges];
      int[] right = new int[edges];
      float[] values = new float[edges];
      for (int place = 0; place < edges; place++) {
        int edge = (int) order[place];
        left[place] = ranks[a[edge]];
        right[place] = ranks[b[edge]];
        values[place] = similarity[edge];
      }
      return new Graph(sorted, left, right, values);
    }

    /** Returns edge numbers in the low 32 bits, sorted by similarity down. */
    private long[] descending() {
      long[] order = new long[edges];
      for (int edge = 0; edge < edges; edge++) {
        int bits = Float.floatToIntBits(similarity[edge] + 0f); // + 0f: -0 and 0 are one tie
        int ascending = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        order[edge] = ((long) ~ascending << 32) | edge;
      }
      Arrays.sort(order);
      return order;
    }
  }
}
