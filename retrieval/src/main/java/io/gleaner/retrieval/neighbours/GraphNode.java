package io.gleaner.retrieval.neighbours;

import com.github.jelmerk.hnswlib.core.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node of a graph: a unit vector rounded to bytes, and the vectors that round to these bytes.
 * Each vector is scaled so that its largest component becomes 127 or -127. A node is its own
 * vector, which saves a step in memory with each distance.
 */
final class GraphNode implements Item<Integer, GraphNode> {
  private static final long serialVersionUID = 1L;
  private static final int LARGEST = 127;

  private final int ordinal;
  private final byte[] bytes;
  private final float scale;
  private int[] vectors = {};

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
   * Gathers distinct vectors into nodes.
   *
   * @return nodes in the order of their first images, numbered from 0
   */
  static List<GraphNode> of(SortedEmbeddings base, int[] distinct) {
    List<GraphNode> nodes = new ArrayList<>();
    Map<Bytes, GraphNode> byBytes = new HashMap<>();
    for (int row : distinct) {
      GraphNode node = rounded(nodes.size(), base.values(), base.offset(row), base.dimension());
      GraphNode known = byBytes.putIfAbsent(new Bytes(node.bytes), node);
      if (known == null) {
        nodes.add(node);
        known = node;
      }
      known.vectors = Arrays.copyOf(known.vectors, known.vectors.length + 1);
      known.vectors[known.vectors.length - 1] = row;
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

  /** Returns the rows of the distinct vectors of this node, ascending, shared. */
  int[] vectors() {
    return vectors;
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
}
