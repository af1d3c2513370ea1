package io.gleaner.dedup.hash;

import io.gleaner.dedup.near.EdgeBlock;
import java.io.Serializable;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** How hashes of one kind are partitioned, such that the edges can be found in each partition. */
sealed interface Evidence extends Serializable {
  /** Returns the name of the kind, for steps and counters. */
  String name();

  /** Returns the part of {@code block} that each partition needs, by the partition's number. */
  Map<Integer, HashedIds> split(HashBlock block);

  /** Adds the edges of a partition, given all that {@link #split} says it needs. */
  void find(int partition, HashedIds hashed, EdgeBlock.Builder edges);

  /**
   * Equal SHA-256, partitioned by their first four bytes.
   *
   * @param partitions at least 1
   */
  record Exact(int partitions) implements Evidence {
    private static final int WORDS = HashBlock.DIGEST / Long.BYTES;

    @Override
    public String name() {
      return "exact";
    }

    @Override
    public Map<Integer, HashedIds> split(HashBlock block) {
      Map<Integer, HashedIds> parts = new TreeMap<>();
      for (int image = 0; image < block.size(); image++) {
        long[] words = block.digestWords(image);
        int partition = Math.floorMod((int) (words[0] >>> 32), partitions);
        parts
            .computeIfAbsent(partition, none -> new HashedIds(WORDS))
            .add(block.id(image), words, 0);
      }
      return parts;
    }

    @Override
    public void find(int partition, HashedIds hashed, EdgeBlock.Builder edges) {
      EqualHashes.collapse(hashed, edges);
    }
  }

  /**
   * Perceptual hashes, partitioned by their bits in each mask; the number of a partition is that of
   * the mask times {@code partitions}, and more.
   *
   * @param distance greatest Hamming distance of an edge
   * @param images how many there are, about
   * @param partitions of each mask, at least 1
   */
  record Perceptual(int distance, long images, int partitions) implements Evidence {
    @Override
    public String name() {
      return "perceptual";
    }

    @Override
    public Map<Integer, HashedIds> split(HashBlock block) {
      Masks masks = Masks.forImages(distance, images);
      Map<Integer, HashedIds> parts = new TreeMap<>();
      for (int image = 0; image < block.size(); image++) {
        OptionalLong hash = block.perceptual(image);
        for (int mask = 0; hash.isPresent() && mask < masks.count(); mask++) {
          int bucket = HashEdges.bucket(hash.getAsLong() & masks.mask(mask));
          int partition = mask * partitions + Math.floorMod(bucket, partitions);
          parts
              .computeIfAbsent(partition, none -> new HashedIds(1))
              .add(block.id(image), new long[] {hash.getAsLong()}, 0);
        }
      }
      return parts;
    }

    @Override
    public void find(int partition, HashedIds hashed, EdgeBlock.Builder edges) {
      Masks masks = Masks.forImages(distance, images);
      HashEdges.find(hashed, distance, masks, partition / partitions, edges);
    }
  }
}
