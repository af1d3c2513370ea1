package io.gleaner.dedup.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.dedup.near.Edge;
import io.gleaner.dedup.near.EdgeBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashEdgesTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 8, 16})
  void of_randomHashes_agreesWithAllPairs(int distance) {
    String[] ids = ids(600);
    long[] hashes = clustered(ids.length, distance, new SplittableRandom(distance));
    assertThat(HashEdges.of(ids, hashes, distance).edges())
        .as("distance %d", distance)
        .containsExactlyInAnyOrderElementsOf(allPairs(ids, hashes, distance));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 2", "4, 1", "4, 2", "16, 1", "16, 2"})
  void isFirst_hashesWithinTheDistance_holdsForOneMask(int distance, int agreeing) {
    var masks = new Masks(distance, agreeing);
    var random = new SplittableRandom(distance);
    for (int trial = 0; trial < 2_000; trial++) {
      long one = random.nextLong();
      long other = flipped(one, random.nextInt(distance + 1), random);
      int first = 0;
      for (int mask = 0; mask < masks.count(); mask++) {
        first += masks.isFirst(mask, one, other) ? 1 : 0;
      }
      assertThat(first).as("%x and %x", one, other).isEqualTo(1);
    }
  }

  @Test
  void of_aThousandEqualHashes_isAStar() {
    String[] ids = ids(1_000);
    long[] hashes = new long[1_001];
    ids = Arrays.copyOf(ids, 1_001);
    ids[1_000] = "other";
    hashes[1_000] = 3;
    EdgeBlock edges = HashEdges.of(ids, hashes, 4);
    assertThat(edges.size()).isEqualTo(1_000);
    assertThat(edges.edges()).allMatch(edge -> edge.a().equals("i0000"));
    assertThat(edges.edges()).contains(new Edge("i0000", "other", 1 - 2 / 64f));
  }

  @Test
  void of_imagesInAnotherOrder_findsTheSameEdges() {
    String[] ids = ids(200);
    long[] hashes = clustered(200, 4, new SplittableRandom(5));
    String[] reversedIds = new String[200];
    long[] reversed = new long[200];
    for (int i = 0; i < 200; i++) {
      reversedIds[i] = ids[199 - i];
      reversed[i] = hashes[199 - i];
    }
    assertThat(HashEdges.of(reversedIds, reversed, 4).edges())
        .containsExactlyInAnyOrderElementsOf(HashEdges.of(ids, hashes, 4).edges());
  }

  @Test
  void of_noneOrOne_findsNothing() {
    assertThat(HashEdges.of(new String[0], new long[0], 4).size()).isZero();
    assertThat(HashEdges.of(new String[] {"a"}, new long[] {7}, 4).size()).isZero();
  }

  static String[] ids(int count) {
    String[] ids = new String[count];
    Arrays.setAll(ids, each -> String.format(Locale.ROOT, "i%04d", each));
    return ids;
  }

  /** Hashes of which many are equal or within twice the distance. */
  static long[] clustered(int count, int distance, SplittableRandom random) {
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      hashes[i] =
          i == 0 || random.nextInt(4) == 0
              ? random.nextLong()
              : flipped(hashes[random.nextInt(i)], random.nextInt(distance + 3), random);
    }
    return hashes;
  }

  /** The definition: stars of equal hashes, and all pairs of their smallest ids. */
  static List<Edge> allPairs(String[] ids, long[] hashes, int distance) {
    Map<Long, String> smallest = new TreeMap<>();
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) { // ids ascend
      String first = smallest.putIfAbsent(hashes[i], ids[i]);
      if (first != null) {
        edges.add(new Edge(first, ids[i], 1));
      }
    }
    smallest.forEach(
        (one, a) ->
            smallest.forEach(
                (other, b) -> {
                  int differing = Long.bitCount(one ^ other);
                  if (a.compareTo(b) < 0 && differing <= distance) {
                    edges.add(new Edge(a, b, (64 - differing) / 64f));
                  }
                }));
    return edges;
  }

  private static long flipped(long hash, int bits, SplittableRandom random) {
    long result = hash;
    while (Long.bitCount(result ^ hash) < bits) {
      result ^= 1L << random.nextInt(64);
    }
    return result;
  }
}
