package io.gleaner.dedup.contraction;

import java.util.Arrays;
import java.util.Locale;

/**
 * Which component each node of a partition belongs to, given the stars that {@link ContractStars}
 * kept. Memory: 24 to 48 bytes a node. Not thread-safe.
 */
public final class Labels {
  private final NodeTable nodes = new NodeTable();
  private long[] components = new long[16];

  /**
   * Returns what each partition has to know of some stars: the links to its nodes, and of a centre
   * a link to itself; null where a partition has nothing to know.
   */
  public static LinkBlock[] byPartition(LinkBlock stars, int partitions) {
    var centres = new NodeTable();
    var labels = new LinkBlock.Builder(stars.size());
    for (int i = 0; i < stars.size(); i++) {
      long centre = stars.smaller(i);
      int known = centres.size();
      if (centres.number(centre) == known) {
        labels.add(centre, centre);
      }
      labels.add(centre, stars.larger(i));
    }
    return labels.build().byLarger(partitions);
  }

  /** Adds what the partition has to know of some stars. */
  public void add(LinkBlock labels) {
    for (int i = 0; i < labels.size(); i++) {
      int node = nodes.number(labels.larger(i));
      if (node == components.length) {
        components = Arrays.copyOf(components, 2 * node);
      }
      components[node] = labels.smaller(i);
    }
  }

  /** Returns whether any link joins {@code node} to another. */
  public boolean contains(long node) {
    return nodes.find(node) != NodeTable.NONE;
  }

  /** Returns the smallest node of the component of {@code node}, which is one of the labels'. */
  public long component(long node) {
    int number = nodes.find(node);
    if (number == NodeTable.NONE) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "node %016x is in no star", node));
    }
    return components[number];
  }
}
