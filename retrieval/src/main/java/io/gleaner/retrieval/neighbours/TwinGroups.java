package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.sampling.Draws;
import io.gleaner.clustering.vector.DotProduct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers images whose vectors are equal up to rounding into one {@link GraphNode}, because a graph
 * cannot tell them apart. Depends on the order of {@link #add}, and on nothing else. Memory: about
 * 200 bytes a node beside the vectors. Not thread-safe.
 */
final class TwinGroups {
  /*
   * What twins do to a graph: a new node's links are pruned by dropping a candidate for one that is
   * strictly closer. Among vectors whose distances are all 0 or rounding noise none is, so once
   * there are more than 2 · links of them each keeps links to its twins alone, and a search that
   * enters this island finds nothing else. 3,000 copies of one image, apart by 3e-8 a component,
   * took recall among 1,500 other images from above 0.98 to 0.91.
   *
   * A similarity of two unit vectors is off by a few units of 2^-24; where 1 - similarity is below
   * TWIN = 2^-20 it is noise for the greater part. A twin's vector is within 0.0014 of its node's.
   *
   * To find the node of a twin without a search, a vector is projected on a few fixed directions
   * and each projection is cut into cells of WIDTH. Twins agree in all of them unless a cut falls
   * between: each projection differs by about 0.0014 / sqrt(dimension), so in all but some percent.
   * A cut costs a second node for the same image, which the graph bears. Vectors that are not twins
   * seldom agree; a bucket is compared with MOST_COMPARED nodes at most, so that a pool within one
   * narrow cone takes no quadratic time.
   */
  private static final float TWIN = 0x1p-20f;
  private static final float WIDTH = 0x1p-8f;
  private static final int PROJECTIONS = 4;
  private static final int MOST_COMPARED = 64;

  private final float[][] directions;
  private final Map<Key, GraphNode.Twins> distinct = new HashMap<>();
  private final Map<Long, List<GraphNode>> buckets = new HashMap<>();
  private final List<GraphNode> nodes = new ArrayList<>();

  TwinGroups(int dimension) {
    directions = new float[PROJECTIONS][dimension];
    double length = Math.sqrt(dimension);
    for (int i = 0; i < dimension; i++) {
      for (int p = 0; p < PROJECTIONS; p++) {
        boolean positive = Draws.hash(p, "twin projection", Integer.toString(i)) < 0;
        directions[p][i] = (float) ((positive ? 1 : -1) / length);
      }
    }
  }

  /** Adds an image; ids ascend from call to call. The vector is not copied. */
  void add(String id, float[] vector) {
    Key key = new Key(vector, Arrays.hashCode(vector));
    GraphNode.Twins twins = distinct.get(key);
    if (twins == null) {
      twins = new GraphNode.Twins(vector);
      distinct.put(key, twins);
      place(twins);
    }
    twins.images().add(id);
  }

  /** Returns the nodes in the order of their first images, numbered from 0. */
  List<GraphNode> nodes() {
    return nodes;
  }

  private void place(GraphNode.Twins twins) {
    List<GraphNode> bucket =
        buckets.computeIfAbsent(bucket(twins.vector()), absent -> new ArrayList<>(1));
    int compared = Math.min(bucket.size(), MOST_COMPARED);
    for (GraphNode node : bucket.subList(0, compared)) {
      if (1 - DotProduct.of(node.vector(), twins.vector()) < TWIN) {
        node.add(twins);
        return;
      }
    }
    GraphNode node = new GraphNode(nodes.size(), twins);
    nodes.add(node);
    bucket.add(node);
  }

  private long bucket(float[] vector) {
    long bucket = 0;
    for (float[] direction : directions) {
      int cell = (int) Math.floor(DotProduct.of(direction, vector) / WIDTH);
      bucket = (bucket << 16) | (cell & 0xffff);
    }
    return bucket;
  }

  /** A vector by its content. */
  private static final class Key {
    private final float[] vector;
    private final int hash;

    Key(float[] vector, int hash) {
      this.vector = vector;
      this.hash = hash;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && Arrays.equals(vector, that.vector);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
