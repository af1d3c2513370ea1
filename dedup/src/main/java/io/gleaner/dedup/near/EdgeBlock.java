package io.gleaner.dedup.near;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some thousand edges side by side, the unit in which edges are shuffled and stored. Edge {@code i}
 * joins {@code a(i)} and the larger {@code b(i)}. Immutable. Memory: 12 bytes an edge, and what the
 * ids take.
 */
public final class EdgeBlock {
  private final String[] a;
  private final String[] b;
  private final float[] similarity;

  /** {@code a[i] < b[i]}; not copied. */
  EdgeBlock(String[] a, String[] b, float[] similarity) {
    this.a = a;
    this.b = b;
    this.similarity = similarity;
  }

  /** Returns a block of {@code edges} in their order. */
  public static EdgeBlock of(List<Edge> edges) {
    var builder = new Builder();
    edges.forEach(edge -> builder.add(edge.a(), edge.b(), edge.similarity()));
    return builder.build();
  }

  public int size() {
    return similarity.length;
  }

  /** Returns the smaller id of edge {@code i}. */
  public String a(int i) {
    return a[i];
  }

  /** Returns the larger id of edge {@code i}. */
  public String b(int i) {
    return b[i];
  }

  public float similarity(int i) {
    return similarity[i];
  }

  /** Returns all similarities, shared. */
  float[] similarities() {
    return similarity;
  }

  /** Returns a copy, one record an edge. */
  public List<Edge> edges() {
    List<Edge> edges = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) {
      edges.add(new Edge(a[i], b[i], similarity[i]));
    }
    return edges;
  }

  /** Returns the edges in their order, in blocks of at most {@code largest}; none for no edges. */
  public List<EdgeBlock> slices(int largest) {
    List<EdgeBlock> slices = new ArrayList<>();
    for (int from = 0; from < size(); from += largest) {
      int to = Math.min(size(), from + largest);
      slices.add(
          new EdgeBlock(
              Arrays.copyOfRange(a, from, to),
              Arrays.copyOfRange(b, from, to),
              Arrays.copyOfRange(similarity, from, to)));
    }
    return slices;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EdgeBlock that
        && Arrays.equals(a, that.a)
        && Arrays.equals(b, that.b)
        && Arrays.equals(similarity, that.similarity);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(a) + Arrays.hashCode(b)) + Arrays.hashCode(similarity);
  }

  @Override
  public String toString() {
    return edges().toString();
  }

  /** Collects edges into a block. Not thread-safe. */
  public static final class Builder {
    private String[] a = new String[16];
    private String[] b = new String[16];
    private float[] similarity = new float[16];
    private int size;

    /**
     * Adds the edge of two images that are given in any order.
     *
     * @throws IllegalArgumentException where they are one image, or the similarity is not finite
     */
    public Builder add(String one, String other, float value) {
      Edge.check(one, other, value);
      if (size == similarity.length) {
        a = Arrays.copyOf(a, 2 * size);
        b = Arrays.copyOf(b, 2 * size);
        similarity = Arrays.copyOf(similarity, 2 * size);
      }
      boolean ordered = one.compareTo(other) < 0;
      a[size] = ordered ? one : other;
      b[size] = ordered ? other : one;
      similarity[size++] = value;
      return this;
    }

    public int size() {
      return size;
    }

    /** Returns the edges so far; the builder can go on. */
    public EdgeBlock build() {
      return new EdgeBlock(
          Arrays.copyOf(a, size), Arrays.copyOf(b, size), Arrays.copyOf(similarity, size));
    }
  }
}
