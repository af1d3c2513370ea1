package io.gleaner.dedup.contraction;

import io.gleaner.clustering.sampling.Draws;

/**
 * Images as nodes: 64 bits of a hash in place of an id, and who owns a node.
 *
 * <p>Two ids of one hash become one node, and their components one: expect 0.03 such pairs among
 * 10^9 images. Whoever takes components for a partition of work, whole components to a worker, has
 * lost nothing then; whoever wants to name components exactly keeps the ids.
 */
public final class Nodes {
  private Nodes() {}

  /** Returns the node of the image {@code id}. */
  public static long of(String id) {
    return Draws.hash(0, "node", id);
  }

  /** Returns which of {@code partitions} a node belongs to, 0 to partitions - 1. */
  public static int partition(long node, int partitions) {
    return (int) Math.floorMod(mix(node), (long) partitions);
  }

  /** Scatters nodes that are near each other. */
  static long mix(long node) {
    long bits = (node + 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL;
    bits = (bits ^ (bits >>> 32)) * 0xc4ceb9fe1a85ec53L;
    return bits ^ (bits >>> 29);
  }
}
