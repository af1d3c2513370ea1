package io.gleaner.retrieval.neighbours;

import com.github.jelmerk.hnswlib.core.Item;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node of a graph: a unit vector rounded to bytes, and every image whose vector rounds to these
 * bytes. Each vector is scaled so that its largest component becomes 127 or -127. A node is its own
 * vector, which saves a step in memory with each distance.
 */
final class GraphNode implements Item<Integer, GraphNode> {
  private static final long serialVersionUID = 1L;
  private static final int LARGEST = 127;

  private final int ordinal;
  private final byte[] bytes;
  private final float scale;
  private final List<Twins> members = new ArrayList<>(1);

  private GraphNode(int ordinal, byte[] bytes) {
    this.ordinal = ordinal;
    this.bytes = bytes;
    scale = (float) (1 / Math.sqrt(ByteDotProduct.of(bytes, bytes)));
  }

  /** Returns a node that stands for the vector at {@code values[offset, offset + dimension)}. */
  static GraphNode ofQuery(float[] values, int offset, int dimension) {
    return rounded(-1, values, offset, dimension);
  }

  /**
   * Gathers images into nodes, and within a node those with equal vectors.
   *
   * @param ids ascending
   * @param vectors those of {@code ids}; not copied
   * @return nodes in the order of their first images, numbered from 0
   */
  static List<GraphNode> of(List<String> ids, List<float[]> vectors) {
    List<GraphNode> nodes = new ArrayList<>();
    Map<Bytes, GraphNode> byBytes = new HashMap<>();
    Map<Floats, Twins> byFloats = new HashMap<>();
    for (int image = 0; image < ids.size(); image++) {
      float[] vector = vectors.get(image);
      Floats key = new Floats(vector);
      Twins twins = byFloats.get(key);
      if (twins == null) {
        twins = new Twins(vector);
        byFloats.put(key, twins);
        GraphNode node = rounded(nodes.size(), vector, 0, vector.length);
        GraphNode known = byBytes.putIfAbsent(new Bytes(node.bytes), node);
        if (known == null) {
          nodes.add(node);
        }
        (known == null ? node : known).members.add(twins);
      }
      twins.images.add(ids.get(image));
    }
    return nodes;
  }

  private static GraphNode rounded(int ordinal, float[] values, int offset, int dimension) {
    float largest = 0;
    for (int i = 0; i < dimension; i++) {
      largest = Math.max(largest, Math.abs(values[offset + i]));
    }
    byte[] bytes = new byte[dimension];
    for (int i = 0; i < dimension; i++) {
      bytes[i] = (byte) Math.round(values[offset + i] / largest * LARGEST);
    }
    return new GraphNode(ordinal, bytes);
  }

  /**
   * Returns minus the cosine of the rounded vectors. Of these and not of the vectors themselves:
   * were a node scaled by the length that it had before rounding, the longest of many copies would
   * be nearest to all of them, and the rest would lose their links.
   */
  static Float distance(GraphNode a, GraphNode b) {
    return -(ByteDotProduct.of(a.bytes, b.bytes) * (a.scale * b.scale));
  }

  /** Returns the distinct vectors of this node with their images. */
  List<Twins> members() {
    return members;
  }

  @Override
  public Integer id() {
    return ordinal;
  }

  @Override
  public GraphNode vector() {
    return this;
  }

  @Override
  public int dimensions() {
    return bytes.length;
  }

  /**
   * A vector and the images that have it.
   *
   * @param images ascending by id
   */
  record Twins(float[] vector, List<String> images) implements Serializable {
    Twins(float[] vector) {
      this(vector, new ArrayList<>(1));
    }
  }

  private record Bytes(byte[] bytes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  private record Floats(float[] values) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Floats that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }
}
