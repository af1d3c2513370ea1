package io.gleaner.clustering.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedSampleTest {
  private static final List<String> IDS = IntStream.range(0, 500).mapToObj(i -> "id-" + i).toList();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 37, 500, 900})
  void items_anyOrderAndAnyParts_areThoseOfTheSmallestHashes(int limit) {
    List<String> expected =
        IDS.stream()
            .sorted(
                Comparator.comparing(
                    (String id) -> Draws.hash(7, "test", id), Long::compareUnsigned))
            .limit(limit)
            .sorted()
            .toList();
    for (int seed = 0; seed < 5; seed++) {
      List<String> shuffled = new ArrayList<>(IDS);
      Collections.shuffle(shuffled, new Random(seed));
      KeyedSample<String> one = new KeyedSample<>(limit, 7, "test");
      KeyedSample<String> other = new KeyedSample<>(limit, 7, "test");
      shuffled.subList(0, 200).forEach(id -> one.offer(id, id));
      shuffled.subList(200, 500).forEach(id -> other.offer(id, id));
      one.merge(other);
      assertThat(one.items()).as("seed %d", seed).isEqualTo(expected);
      assertThat(one.offered()).isEqualTo(500);
    }
  }

  @Test
  void uniform_manyIds_fillsTenBinsEvenly() {
    int[] bins = new int[10];
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      bins[(int) (10 * Draws.uniform(3, "bins", Integer.toString(i)))]++;
    }
    double chiSquare = 0;
    for (int bin : bins) {
      chiSquare += Math.pow(bin - draws / 10.0, 2) / (draws / 10.0);
    }
    assertThat(chiSquare).isBetween(0.5, 33.7); // 9 degrees of freedom, 1 in 10,000 above
  }

  @Test
  void hash_otherSeedPurposeOrId_isAnother() {
    long hash = Draws.hash(1, "a", "b");
    assertThat(List.of(Draws.hash(2, "a", "b"), Draws.hash(1, "b", "a"), Draws.hash(1, "ab", "")))
        .doesNotContain(hash);
    assertThat(Draws.hash(1, "a", "b")).isEqualTo(hash);
  }
}
