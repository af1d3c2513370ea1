package io.gleaner.retrieval.neighbours;

import com.github.jelmerk.hnswlib.core.Item;
import java.util.ArrayList;
import java.util.List;

/** A node of a graph: a vector, and every image whose vector is that one up to rounding. */
final class GraphNode implements Item<Integer, float[]> {
  private static final long serialVersionUID = 1L;

  private final Integer ordinal;
  private final List<Twins> members = new ArrayList<>(1);

  GraphNode(int ordinal, Twins first) {
    this.ordinal = ordinal;
    members.add(first);
  }

  void add(Twins twins) {
    members.add(twins);
  }

  /** Returns the distinct vectors of this node with their images, that of the node first. */
  List<Twins> members() {
    return members;
  }

  @Override
  public Integer id() {
    return ordinal;
  }

  @Override
  public float[] vector() {
    return members.get(0).vector;
  }

  @Override
  public int dimensions() {
    return vector().length;
  }

  /** A distinct vector and the images that have it, ascending by id. */
  static final class Twins implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    private final float[] vector;
    private final List<String> images = new ArrayList<>(1);

    Twins(float[] vector) {
      this.vector = vector;
    }

    float[] vector() {
      return vector;
    }

    List<String> images() {
      return images;
    }
  }
}
