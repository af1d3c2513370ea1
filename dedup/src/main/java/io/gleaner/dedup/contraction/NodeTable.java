package io.gleaner.dedup.contraction;

import java.util.Arrays;
import java.util.Locale;

/**
 * Numbers the nodes that it is given, first come first numbered. Open addressing over an array of
 * numbers: 16 to 32 bytes a node, half of them while it does not grow. Not thread-safe.
 */
final class NodeTable {
  /** What stands in place of a number where a node has none. */
  static final int NONE = -1;

  private long[] nodes = new long[16];
  private int[] slots = filled(32);
  private int size;

  /** Returns the number of {@code node}, a new one where it is new. */
  int number(long node) {
    int slot = slotOf(node);
    if (slots[slot] != NONE) {
      return slots[slot];
    }
    if (size == nodes.length) {
      grow();
      slot = slotOf(node);
    }
    slots[slot] = size;
    nodes[size] = node;
    return size++;
  }

  /** Returns the number of {@code node}, or {@link #NONE}. */
  int find(long node) {
    return slots[slotOf(node)];
  }

  /** Returns the node with that number. */
  long node(int number) {
    return nodes[number];
  }

  int size() {
    return size;
  }

  private int slotOf(long node) {
    int mask = slots.length - 1;
    int slot = (int) (Nodes.mix(node) >>> 32) & mask;
    while (slots[slot] != NONE && nodes[slots[slot]] != node) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    if (size > 1 << 28) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "more than %d nodes in a partition", size));
    }
    nodes = Arrays.copyOf(nodes, 2 * size);
    slots = filled(4 * size);
    for (int number = 0; number < size; number++) {
      slots[slotOf(nodes[number])] = number;
    }
  }

  private static int[] filled(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, NONE);
    return slots;
  }
}
