package io.gleaner.dedup.hash;

import io.gleaner.dedup.near.EdgeBlock;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Groups of ids with equal hashes. Each group is a star: its smallest id has an edge of similarity
 * 1 to each of the others, so that n copies make n - 1 edges.
 */
final class EqualHashes {
  private EqualHashes() {}

  /**
   * Adds the edges of {@code hashed} to {@code edges}, where there is something to add to.
   *
   * @param edges or null
   * @return one entry for each different hash, with its smallest id, by hash up
   */
  static HashedIds collapse(HashedIds hashed, EdgeBlock.Builder edges) {
    int[] order =
        IntStream.range(0, hashed.size())
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> i, hashed::compare))
            .mapToInt(Integer::intValue)
            .toArray();
    var distinct = new HashedIds(hashed.width());
    int smallest = -1;
    for (int i : order) {
      if (smallest < 0 || !hashed.sameHash(smallest, i)) {
        smallest = i;
        distinct.addFrom(hashed, i);
      } else if (edges != null && !hashed.id(i).equals(hashed.id(smallest))) {
        edges.add(hashed.id(smallest), hashed.id(i), 1);
      }
    }
    return distinct;
  }
}
