package io.gleaner.dedup;

import io.gleaner.dedup.near.Bottlenecks;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;

/**
 * What is to know of each group of nodes: how many nodes, how many images with their copies, and
 * which node comes first. Groups are named by one of their nodes. Memory: 16 bytes a node.
 */
final class Members {
  private final int[] nodes;
  private final long[] sizes;
  private final int[] first;

  /**
   * @param count nodes are {@code 0 .. count - 1}
   * @param groupOf the name of a node's group
   * @param sizeOf images that a node stands for
   * @param order of nodes: the first of a group is its representative
   */
  Members(
      int count, IntUnaryOperator groupOf, IntToLongFunction sizeOf, Comparator<Integer> order) {
    nodes = new int[count];
    sizes = new long[count];
    first = new int[count];
    Arrays.fill(first, Bottlenecks.NONE);
    for (int node = 0; node < count; node++) {
      int group = groupOf.applyAsInt(node);
      nodes[group]++;
      sizes[group] += sizeOf.applyAsLong(node);
      if (first[group] == Bottlenecks.NONE || order.compare(node, first[group]) < 0) {
        first[group] = node;
      }
    }
  }

  int nodes(int group) {
    return nodes[group];
  }

  long size(int group) {
    return sizes[group];
  }

  int first(int group) {
    return first[group];
  }
}
