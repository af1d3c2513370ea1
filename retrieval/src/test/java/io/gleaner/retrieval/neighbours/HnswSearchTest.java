package io.gleaner.retrieval.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.jelmerk.hnswlib.core.util.Murmur3;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.UnitVectors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HnswSearchTest {
  private static final HnswConfig CONFIG = HnswConfig.DEFAULTS;

  @Test
  void nearest_clusteredVectors_recallAbove95Percent() throws Exception {
    EmbeddingBlock base = Blocks.clustered("b", 4000, 48, 20, 0.7, 1);
    EmbeddingBlock queries = Blocks.clustered("q", 300, 48, 20, 0.7, 1);

    NeighbourBlock found =
        HnswSearch.over(SortedEmbeddings.of(Blocks.shards(base, 900)), CONFIG).nearest(queries, 64);

    assertThat(Blocks.recall(found, Blocks.byComparingAll(queries, base, 64))).isGreaterThan(0.95);
  }

  @Test
  void nearest_builtTwiceFromShardsInAnotherOrder_sameResults() throws Exception {
    EmbeddingBlock base = Blocks.clustered("b", 1500, 24, 10, 0.5, 2);
    List<EmbeddingShard> turned = new ArrayList<>(Blocks.shards(base, 200));
    Collections.reverse(turned);
    HnswConfig narrow = new HnswConfig(4, 10, 10); // so poor that any other graph would show

    NeighbourBlock once =
        HnswSearch.over(SortedEmbeddings.of(Blocks.shards(base, 700)), narrow).nearest(base, 10);
    NeighbourBlock again = HnswSearch.over(SortedEmbeddings.of(turned), narrow).nearest(base, 10);

    assertThat(again).isEqualTo(once);
    assertThat(Blocks.recall(once, Blocks.byComparingAll(base, base, 10))).isLessThan(1);
  }

  @Test
  void nearest_manyThreads_sameResults() throws Exception {
    EmbeddingBlock base = Blocks.clustered("b", 1000, 24, 10, 0.5, 2);
    HnswSearch index = HnswSearch.over(SortedEmbeddings.of(Blocks.shards(base, 1000)), CONFIG);
    NeighbourBlock alone = index.nearest(base, 10);

    assertThat(IntStream.range(0, 16).parallel().mapToObj(i -> index.nearest(base, 10)))
        .allMatch(alone::equals);
  }

  @Test
  void nearest_thousandsOfIdenticalVectors_neitherTheyNorTheOthersAreLost() throws Exception {
    EmbeddingBlock others = Blocks.clustered("other", 1500, 32, 12, 0.5, 4);
    EmbeddingBlock base = Blocks.concatenate(copies("copy", 3000, 32, 0), others);
    EmbeddingBlock queries =
        Blocks.concatenate(Blocks.slice(base, 0, 20), Blocks.slice(others, 0, 200));
    HnswSearch index = HnswSearch.over(SortedEmbeddings.of(Blocks.shards(base, 999)), CONFIG);

    NeighbourBlock found = index.nearest(queries, 64);
    NeighbourBlock exact = Blocks.byComparingAll(queries, base, 64);

    for (int row = 0; row < 20; row++) {
      assertThat(found.neighbours(row)).isEqualTo(exact.neighbours(row));
    }
    assertThat(Blocks.recall(found, exact)).isGreaterThan(0.98);
  }

  @ParameterizedTest
  @ValueSource(doubles = {3e-8, 1e-6, 3e-5, 1e-4, 1e-3, 1e-2})
  void nearest_thousandsOfAlmostIdenticalVectors_theOthersAreNotLost(double noise)
      throws Exception {
    EmbeddingBlock others = Blocks.clustered("other", 1500, 32, 12, 0.5, 4);
    EmbeddingBlock base = Blocks.concatenate(copies("copy", 3000, 32, noise), others);
    HnswSearch index = HnswSearch.over(SortedEmbeddings.of(Blocks.shards(base, 999)), CONFIG);

    EmbeddingBlock queries = Blocks.slice(others, 0, 200);
    NeighbourBlock found = index.nearest(queries, 64);
    assertThat(Blocks.recall(found, Blocks.byComparingAll(queries, base, 64))).isGreaterThan(0.98);
    for (Neighbours ofCopy : index.nearest(Blocks.slice(base, 0, 100), 64).lists()) {
      assertThat(ofCopy.nearest())
          .hasSize(64)
          .allMatch(neighbour -> neighbour.id().startsWith("copy"));
    }
  }

  @Test
  void nearest_moreAskedThanThereIs_allButTheQueryItself() throws Exception {
    EmbeddingBlock base = Blocks.coarse("b", 60, 9, 1);

    assertThat(
            HnswSearch.over(SortedEmbeddings.of(Blocks.shards(base, 7)), CONFIG).nearest(base, 200))
        .isEqualTo(Blocks.byComparingAll(base, base, 200));
  }

  @Test
  void nearest_emptyBase_emptyRows() throws Exception {
    NeighbourBlock found =
        HnswSearch.over(SortedEmbeddings.of(List.of()), CONFIG)
            .nearest(Blocks.coarse("q", 3, 4, 1), 5);

    assertThat(List.of(found.rows(), found.entries())).containsExactly(3, 0);
  }

  @Test
  void nearest_anotherDimension_saysWhich() throws Exception {
    HnswSearch index =
        HnswSearch.over(SortedEmbeddings.of(Blocks.shards(Blocks.coarse("b", 3, 4, 1), 3)), CONFIG);

    assertThatThrownBy(() -> index.nearest(Blocks.coarse("q", 2, 5, 1), 1))
        .hasMessage("q000000 and 1 more have dimension 5, the other side of the search has 4");
  }

  /** Levels come from this hash, and a hash of 0 would ask for 2^31 of them: 0 must stay away. */
  @Test
  void ordinals_hashOfLevel_onlyZeroIsBeyondAnyOrdinal() {
    int zero = hashesToZero();

    assertThat(Murmur3.hash32(ByteBuffer.allocate(4).putInt(zero).array())).isZero();
    assertThat(Integer.toUnsignedLong(zero)).isGreaterThan(1_000_000_000L);
  }

  /** Runs Murmur3 of four bytes backwards from 0: all its steps are one to one. */
  private static int hashesToZero() {
    int mixed = 4; // the finisher maps only 0 to 0, and the length is xored in before it
    int rotated = (mixed - 0xe6546b64) * inverse(5);
    int block = Integer.rotateRight(rotated, 13) ^ 104729;
    block = Integer.rotateRight(block * inverse(0x1b873593), 15) * inverse(0xcc9e2d51);
    return Integer.reverseBytes(block); // hnswlib puts the high byte first, Murmur3 the low
  }

  private static int inverse(int odd) {
    int inverse = odd;
    for (int i = 0; i < 5; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  private static EmbeddingBlock copies(String prefix, int count, int dimension, double noise) {
    SplittableRandom random = new SplittableRandom(77);
    float[] one = Blocks.clustered("x", 1, dimension, 1, 0.3, 6).values();
    float[] values = new float[count * dimension];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (one[i % dimension] + noise * random.nextDouble(-1, 1));
    }
    for (int row = 0; row < count; row++) {
      UnitVectors.normalise(values, row * dimension, dimension);
    }
    String[] ids = new String[count];
    Arrays.setAll(ids, i -> String.format(Locale.ROOT, "%s%05d", prefix, i));
    return new EmbeddingBlock(ids, values, dimension);
  }
}
