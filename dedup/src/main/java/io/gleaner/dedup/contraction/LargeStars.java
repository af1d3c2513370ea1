package io.gleaner.dedup.contraction;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The large-star step of Kiveris et al. 2014 for the nodes that one partition owns: each node joins
 * its larger neighbours to its least neighbour, or to itself where none is smaller. Components stay
 * what they are, a link in makes one link out, and nodes come nearer to the smallest of their
 * component: a chain is half as long afterwards.
 *
 * <p>Memory: for each node that the partition owns 25 to 50 bytes, and 12 to 24 for each link to a
 * larger neighbour. Links to smaller ones leave their minimum behind and nothing else, so that the
 * neighbours of a node in the middle of many are not held twice; a node with n larger neighbours
 * costs its partition 12 n bytes. Not thread-safe.
 */
final class LargeStars {
  private static final byte HAS_SMALLER = 1;
  private static final byte HAS_TWO_SMALLER = 2;
  private static final byte HAS_LARGER = 4;

  private final int partition;
  private final int partitions;
  private final NodeTable nodes = new NodeTable();
  private long[] least = new long[16];
  private byte[] seen = new byte[16];
  private int[] centre = new int[16];
  private long[] leaf = new long[16];
  private int links;

  LargeStars(int partition, int partitions) {
    this.partition = partition;
    this.partitions = partitions;
  }

  /** Adds links, each of which has an end that the partition owns, or two. */
  void add(LinkBlock block) {
    for (int i = 0; i < block.size(); i++) {
      add(block.smaller(i), block.larger(i));
    }
  }

  private void add(long smaller, long larger) {
    if (owns(larger)) {
      int node = number(larger);
      if ((seen[node] & HAS_SMALLER) != 0 && least[node] != smaller) {
        seen[node] |= HAS_TWO_SMALLER;
      }
      seen[node] |= HAS_SMALLER;
      least[node] = Math.min(least[node], smaller);
    }
    if (owns(smaller)) {
      int node = number(smaller);
      seen[node] |= HAS_LARGER;
      if (links == leaf.length) {
        centre = Arrays.copyOf(centre, 2 * links);
        leaf = Arrays.copyOf(leaf, 2 * links);
      }
      centre[links] = node;
      leaf[links++] = larger;
    }
  }

  /** Gives the links that the partition's nodes make, in blocks. */
  void stars(Consumer<LinkBlock> out) {
    var stars = new LinkBlock.Builder(Math.min(links, LinkBlock.LARGEST));
    for (int link = 0; link < links; link++) {
      stars.add(least[centre[link]], leaf[link]);
      stars = stars.handOnIfFull(out);
    }
    stars.handOn(out);
  }

  /**
   * Returns whether a node of the partition has a smaller neighbour and another one of any kind.
   * Where no partition has such a node, the links are stars already, each from the smallest node of
   * a component to all others.
   */
  boolean isUnsettled() {
    for (int node = 0; node < nodes.size(); node++) {
      boolean hasSmaller = (seen[node] & HAS_SMALLER) != 0;
      if (hasSmaller && (seen[node] & (HAS_TWO_SMALLER | HAS_LARGER)) != 0) {
        return true;
      }
    }
    return false;
  }

  private boolean owns(long node) {
    return Nodes.partition(node, partitions) == partition;
  }

  private int number(long node) {
    int number = nodes.number(node);
    if (number == least.length) {
      least = Arrays.copyOf(least, 2 * number);
      seen = Arrays.copyOf(seen, 2 * number);
    }
    if (seen[number] == 0) {
      least[number] = node;
    }
    return number;
  }
}
