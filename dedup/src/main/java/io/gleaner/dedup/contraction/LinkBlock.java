package io.gleaner.dedup.contraction;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Some hundred thousand links side by side, the unit in which they are shuffled and kept. Link
 * {@code i} joins two nodes, the {@code smaller(i)} and the {@code larger(i)}; in a star all links
 * share the smaller one, its centre. A link from a node to itself says that the node is there.
 * Immutable. Memory: 16 bytes a link.
 */
public final class LinkBlock {
  /** Links of a full block: 4 MiB. */
  static final int LARGEST = 1 << 18;

  private final long[] smaller;
  private final long[] larger;
  private final int size;

  private LinkBlock(long[] smaller, long[] larger, int size) {
    this.smaller = smaller;
    this.larger = larger;
    this.size = size;
  }

  public int size() {
    return size;
  }

  public long smaller(int i) {
    return smaller[i];
  }

  public long larger(int i) {
    return larger[i];
  }

  /** Returns the links by the partition of their larger nodes; null where a partition has none. */
  LinkBlock[] byLarger(int partitions) {
    int[] parts = partitions(larger, partitions);
    return split(partitions, parts, parts);
  }

  /**
   * Returns for each partition the links that have an end in it; null where a partition has none.
   */
  LinkBlock[] byEnds(int partitions) {
    return split(partitions, partitions(smaller, partitions), partitions(larger, partitions));
  }

  private int[] partitions(long[] nodes, int partitions) {
    int[] parts = new int[size];
    for (int i = 0; i < size; i++) {
      parts[i] = Nodes.partition(nodes[i], partitions);
    }
    return parts;
  }

  private LinkBlock[] split(int partitions, int[] one, int[] other) {
    int[] counts = new int[partitions];
    for (int i = 0; i < size; i++) {
      counts[one[i]]++;
      counts[other[i]] += one[i] == other[i] ? 0 : 1;
    }
    Builder[] builders = new Builder[partitions];
    for (int i = 0; i < size; i++) {
      add(builders, counts, one[i], i);
      if (one[i] != other[i]) {
        add(builders, counts, other[i], i);
      }
    }
    LinkBlock[] blocks = new LinkBlock[partitions];
    for (int part = 0; part < partitions; part++) {
      blocks[part] = builders[part] == null ? null : builders[part].build();
    }
    return blocks;
  }

  private void add(Builder[] builders, int[] counts, int part, int i) {
    if (builders[part] == null) {
      builders[part] = new Builder(counts[part]);
    }
    builders[part].add(smaller[i], larger[i]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinkBlock that
        && Arrays.equals(smaller, 0, size, that.smaller, 0, that.size)
        && Arrays.equals(larger, 0, size, that.larger, 0, that.size);
  }

  @Override
  public int hashCode() {
    int hash = size;
    for (int i = 0; i < size; i++) {
      hash = 31 * (31 * hash + Long.hashCode(smaller[i])) + Long.hashCode(larger[i]);
    }
    return hash;
  }

  /** Collects links into a block. Not thread-safe. */
  public static final class Builder {
    private long[] smaller;
    private long[] larger;
    private int size;

    /**
     * @param expected how many links there will be, about
     */
    public Builder(int expected) {
      smaller = new long[Math.max(16, expected)];
      larger = new long[smaller.length];
    }

    /** Adds the link of two nodes that are given in any order. */
    public Builder add(long one, long other) {
      if (size == smaller.length) {
        smaller = Arrays.copyOf(smaller, 2 * size);
        larger = Arrays.copyOf(larger, 2 * size);
      }
      smaller[size] = Math.min(one, other);
      larger[size++] = Math.max(one, other);
      return this;
    }

    public int size() {
      return size;
    }

    /** Hands a full block on and returns an empty builder; returns itself where it is not full. */
    Builder handOnIfFull(Consumer<LinkBlock> out) {
      if (size < LARGEST) {
        return this;
      }
      handOn(out);
      return new Builder(LARGEST);
    }

    /** Hands the links so far on, if there are any. */
    void handOn(Consumer<LinkBlock> out) {
      if (size > 0) {
        out.accept(build());
      }
    }

    /** Returns the links so far; the builder must not be used again. */
    public LinkBlock build() {
      return new LinkBlock(smaller, larger, size);
    }
  }
}
