package io.gleaner.dedup.hash;

import io.gleaner.dedup.near.EdgeBlock;
import java.util.Arrays;

/**
 * Edges between images whose perceptual hashes are within a Hamming distance; exact, no pair is
 * missed. Images of equal hashes are collapsed: each gets one edge, of similarity 1, to the
 * smallest id among them, and only that one has edges to other hashes. So a thousand equal hashes
 * make 999 edges, and the components and their bottleneck similarities are those of all pairs.
 *
 * <p>Time: with one agreeing band at distance d, n hashes that look uniform make about {@code n² (d
 * + 1) / 2^(64 / (d + 1) + 1)} comparisons. Memory: 16 bytes an image and the ids.
 */
public final class HashEdges {
  private HashEdges() {}

  /**
   * Returns the edges of all images, in no particular order.
   *
   * @param ids [images] all different
   * @param hashes [images]
   * @param distance 0 to 16
   */
  public static EdgeBlock of(String[] ids, long[] hashes, int distance) {
    var hashed = new HashedIds(1);
    for (int i = 0; i < ids.length; i++) {
      hashed.add(ids[i], hashes, i);
    }
    var edges = new EdgeBlock.Builder();
    HashedIds distinct = EqualHashes.collapse(hashed, edges);
    Masks masks = Masks.forImages(distance, ids.length);
    for (int mask = 0; mask < masks.count(); mask++) {
      join(distinct, distance, masks, mask, edges);
    }
    return edges.build();
  }

  /**
   * Adds the edges that belong to one mask: those of equal hashes at mask 0, any other at the first
   * mask in which its hashes agree. So each edge is added once over all masks.
   *
   * @param hashed with each image all that agree with it in the mask
   */
  static void find(HashedIds hashed, int distance, Masks masks, int mask, EdgeBlock.Builder edges) {
    HashedIds distinct = EqualHashes.collapse(hashed, mask == 0 ? edges : null);
    join(distinct, distance, masks, mask, edges);
  }

  private static void join(
      HashedIds distinct, int distance, Masks masks, int mask, EdgeBlock.Builder edges) {
    long[] buckets = new long[distinct.size()];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = (long) bucket(distinct.word(i, 0) & masks.mask(mask)) << 32 | i;
    }
    Arrays.sort(buckets);
    for (int from = 0; from < buckets.length; from++) {
      int i = (int) buckets[from];
      for (int to = from + 1; to < buckets.length && sameBucket(buckets, from, to); to++) {
        int j = (int) buckets[to];
        long one = distinct.word(i, 0);
        long other = distinct.word(j, 0);
        if (PerceptualHash.distance(one, other) <= distance && masks.isFirst(mask, one, other)) {
          edges.add(distinct.id(i), distinct.id(j), PerceptualHash.similarity(one, other));
        }
      }
    }
  }

  /** Returns 32 bits that are equal where the bits of a mask are; seldom otherwise. */
  static int bucket(long masked) {
    long mixed = (masked ^ (masked >>> 32)) * 0xbf58476d1ce4e5b9L;
    return (int) ((mixed ^ (mixed >>> 29)) >>> 16);
  }

  private static boolean sameBucket(long[] buckets, int i, int j) {
    return buckets[i] >>> 32 == buckets[j] >>> 32;
  }
}
