package io.gleaner.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.dedup.hash.HashEdges;
import io.gleaner.dedup.near.Edge;
import io.gleaner.dedup.near.EdgeBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stars of stored edges, reviewed, against all pairs of a pool that never had what was removed. */
class ReviewedEdgesTest {
  private static final int IMAGES = 40;
  private static final DedupConfig CONFIG =
      DedupConfig.DEFAULTS.withPerceptualDistance(3).withThreshold(0.8f);

  private final int[] bytes = new int[IMAGES];
  private final long[] hashes = new long[IMAGES];
  private final Map<String, Candidate> pool = new TreeMap<>();
  private final Set<String> removed = new HashSet<>();
  private final Map<String, Set<String>> apart = new HashMap<>();
  private final List<Float> similarities = new ArrayList<>();

  private static String id(int image) {
    return String.format(Locale.ROOT, "i%03d", image);
  }

  private void draw(long seed) {
    var random = new SplittableRandom(seed);
    for (int i = 0; i < IMAGES; i++) {
      bytes[i] = random.nextInt(25);
    }
    long[] ofBytes = new long[25];
    for (int i = 0; i < ofBytes.length; i++) {
      ofBytes[i] = random.nextInt(6) * 0x0101_0101_0101L << random.nextInt(2);
      ofBytes[i] ^= random.nextInt(3) == 0 ? 1L << 60 : 0;
    }
    for (int i = 0; i < IMAGES; i++) {
      hashes[i] = ofBytes[bytes[i]];
      pool.put(id(i), new Candidate(id(i), 1 + bytes[i] % 3, 1 + bytes[i] % 2));
    }
    for (int i = 0; i < 25 * 25; i++) {
      similarities.add(random.nextInt(12) == 0 ? 0.75f + random.nextInt(8) / 32f : 0f);
    }
    for (int i = 0; i < 6; i++) {
      removed.add(id(random.nextInt(IMAGES)));
    }
    for (int i = 0; i < 60; i++) {
      String one = id(random.nextInt(IMAGES));
      String other = id(random.nextInt(IMAGES));
      if (!one.equals(other) && !removed.contains(one) && !removed.contains(other)) {
        apart.computeIfAbsent(one, none -> new HashSet<>()).add(other);
      }
    }
  }

  private float similarity(int i, int j) {
    return similarities.get(Math.min(bytes[i], bytes[j]) * 25 + Math.max(bytes[i], bytes[j]));
  }

  /** Returns the first image of equal bytes, of all or of those that are not removed. */
  private int first(int image, boolean ofAll) {
    for (int i = 0; i < IMAGES; i++) {
      if (bytes[i] == bytes[image] && (ofAll || !removed.contains(id(i)))) {
        return i;
      }
    }
    throw new AssertionError(image);
  }

  private boolean isApart(int i, int j) {
    for (Map.Entry<String, Set<String>> pair : apart.entrySet()) {
      int one = first(Integer.parseInt(pair.getKey().substring(1)), false);
      for (String each : pair.getValue()) {
        int other = first(Integer.parseInt(each.substring(1)), false);
        if (Set.of(id(i), id(j)).equals(new HashSet<>(List.of(id(one), id(other))))) {
          return true;
        }
      }
    }
    return false;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void apply_randomStars_decideAsAllPairsOfWhatIsLeft(long seed) {
    draw(seed);
    List<Edge> exact = new ArrayList<>();
    List<Edge> near = new ArrayList<>();
    String[] ids = new String[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      ids[i] = id(i);
      if (first(i, true) != i) {
        exact.add(new Edge(id(first(i, true)), id(i), 1));
        continue;
      }
      for (int j = i + 1; j < IMAGES; j++) {
        if (first(j, true) == j && similarity(i, j) > 0) {
          near.add(new Edge(id(i), id(j), similarity(i, j)));
        }
      }
    }
    List<EdgeBlock> storedExact = EdgeBlock.of(exact).slices(3);
    List<EdgeBlock> storedHashes = HashEdges.of(ids, hashes, 3).slices(3);
    ReviewedEdges review = ReviewedEdges.of(removed, apart, storedExact, storedHashes);
    Edges reviewed =
        Edges.NONE
            .withExact(storedExact.stream().map(b -> review.apply(Kind.EXACT, b)).toList())
            .withPerceptual(
                storedHashes.stream().map(b -> review.apply(Kind.PERCEPTUAL, b)).toList())
            .withNear(
                EdgeBlock.of(near).slices(3).stream()
                    .map(b -> review.apply(Kind.NEAR, b))
                    .toList());
    Decision decided = Deduplicate.decide(CONFIG, IMAGES, reviewed, pool::get);
    assertThat(decided).isEqualTo(Deduplicate.decide(CONFIG, IMAGES, allPairs(), pool::get));
    assertThat(decided.duplicates().stream().map(Duplicate::kind))
        .contains(Kind.EXACT, Kind.PERCEPTUAL);
  }

  private Edges allPairs() {
    List<Edge> exact = new ArrayList<>();
    List<Edge> perceptual = new ArrayList<>();
    List<Edge> near = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      for (int j = i + 1; j < IMAGES; j++) {
        if (removed.contains(id(i)) || removed.contains(id(j))) {
          continue;
        }
        boolean firsts = first(i, false) == i && first(j, false) == j;
        int bits = Long.bitCount(hashes[i] ^ hashes[j]);
        if (bytes[i] == bytes[j]) {
          exact.add(new Edge(id(i), id(j), 1));
        } else if (firsts && !isApart(i, j)) {
          if (bits <= 3) {
            perceptual.add(new Edge(id(i), id(j), 1 - bits / 64f));
          }
          if (similarity(i, j) > 0) {
            near.add(new Edge(id(i), id(j), similarity(i, j)));
          }
        }
      }
    }
    return Edges.NONE
        .withExact(List.of(EdgeBlock.of(exact)))
        .withPerceptual(List.of(EdgeBlock.of(perceptual)))
        .withNear(List.of(EdgeBlock.of(near)));
  }
}
