package io.gleaner.retrieval.curated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.sampling.Draws;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterRetrievalTest {
  private static final String SET = "hats";

  private record Image(String id, int cluster) {}

  private static ClusterCounts counts(int... imagesOfEachCluster) {
    ClusterCounts counts = new ClusterCounts();
    for (int cluster = 0; cluster < imagesOfEachCluster.length; cluster++) {
      for (int i = 0; i < imagesOfEachCluster[cluster]; i++) {
        counts.add(cluster);
      }
    }
    return counts;
  }

  private static List<Image> pool(SplittableRandom random, int images, int clusters) {
    return IntStream.range(0, images)
        .mapToObj(i -> new Image("p%05d".formatted(i), random.nextInt(clusters)))
        .toList();
  }

  private static ClusterRetrieval draw(
      List<Image> pool, ClusterConfig config, ClusterCounts counts, long seed) {
    ClusterRetrieval retrieval = new ClusterRetrieval(SET, config, counts, seed);
    pool.forEach(image -> retrieval.add(image.id, image.cluster, 0.5f));
    return retrieval;
  }

  /** The definition: sort each cluster by hash and cut, sort the rest by hash and cut. */
  private static List<String> byDefinition(
      List<Image> pool, ClusterConfig config, ClusterCounts counts, int clusters, long seed) {
    ToLongFunction<Image> hash = image -> Draws.hash(seed, "retrieve/" + SET, image.id);
    Comparator<Image> order =
        (a, b) -> Long.compareUnsigned(hash.applyAsLong(a), hash.applyAsLong(b));
    List<Image> drawn = new ArrayList<>();
    for (int cluster = 0; cluster < clusters; cluster++) {
      int wanted = cluster;
      if (counts.count(cluster) > config.moreThan()) {
        pool.stream()
            .filter(image -> image.cluster == wanted)
            .sorted(order)
            .limit(config.perCluster())
            .forEach(drawn::add);
      }
    }
    return drawn.stream().sorted(order).limit(config.cap()).map(Image::id).sorted().toList();
  }

  @Test
  void retrievals_clusterWithExactlyThree_givesNothing() {
    List<Image> pool = List.of(new Image("a", 0), new Image("b", 1), new Image("c", 1));

    ClusterRetrieval retrieval = draw(pool, ClusterConfig.DEFAULTS, counts(3, 4), 0);

    assertThat(retrieval.retrievals())
        .containsExactly(
            Retrieval.byCluster(SET, "b", 1, 0.5f), Retrieval.byCluster(SET, "c", 1, 0.5f));
    assertThat(retrieval.clusters()).isEqualTo(1);
    assertThat(retrieval.retrieved()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void retrievals_partsMergedInAnyOrder_agreeWithSortingAll(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int clusters = 1 + random.nextInt(20);
    List<Image> pool = new ArrayList<>(pool(random, random.nextInt(2000), clusters));
    ClusterConfig config =
        new ClusterConfig(
            random.nextInt(4),
            1 + random.nextInt(60),
            1 + random.nextInt(seed % 3 == 0 ? 20 : 600));
    ClusterCounts counts =
        counts(IntStream.range(0, clusters).map(i -> random.nextInt(8)).toArray());
    List<String> expected = byDefinition(pool, config, counts, clusters, seed);
    Collections.shuffle(pool, new Random(seed));

    ClusterRetrieval whole = draw(pool, config, counts, seed);
    ClusterRetrieval merged = new ClusterRetrieval(SET, config, counts, seed);
    int half = pool.size() / 2;
    merged.merge(draw(pool.subList(half, pool.size()), config, counts, seed));
    merged.merge(draw(pool.subList(0, half), config, counts, seed));

    assertThat(whole.retrievals().stream().map(Retrieval::id))
        .as("seed %d: %s", seed, config)
        .isEqualTo(expected);
    assertThat(merged.retrievals()).isEqualTo(whole.retrievals());
    assertThat(merged.retrieved())
        .isEqualTo(whole.retrieved())
        .isEqualTo(
            byDefinition(pool, config.withCap(Integer.MAX_VALUE), counts, clusters, seed).size());
  }

  @Test
  void retrievals_anotherSeed_drawsOthers() {
    List<Image> pool = pool(new SplittableRandom(1), 1000, 1);
    ClusterConfig config = new ClusterConfig(3, 100, 50);

    assertThat(draw(pool, config, counts(4), 0).retrievals())
        .hasSize(50)
        .isNotEqualTo(draw(pool, config, counts(4), 1).retrievals());
  }

  @Test
  void retrievals_emptyPool_nothing() {
    ClusterRetrieval retrieval = draw(List.of(), ClusterConfig.DEFAULTS, counts(9), 0);

    assertThat(retrieval.retrievals()).isEmpty();
    assertThat(retrieval.retrieved()).isZero();
  }

  @Test
  void merge_anotherSeed_saysBoth() {
    ClusterConfig config = new ClusterConfig(3, 10, 20);
    ClusterRetrieval retrieval = new ClusterRetrieval(SET, config, counts(4), 0);

    assertThatThrownBy(() -> retrieval.merge(new ClusterRetrieval(SET, config, counts(4), 1)))
        .hasMessage(
            "cannot merge draws of hats (seed 0, ClusterConfig[moreThan=3, perCluster=10, cap=20],"
                + " 1 clusters) and hats (seed 1, ClusterConfig[moreThan=3, perCluster=10, cap=20],"
                + " 1 clusters)");
  }

  @Test
  void clusterCounts_partsMerged_addUp() {
    ClusterCounts counts = counts(2, 0, 3);
    counts.merge(counts(2, 1, 0, 0, 7));

    assertThat(counts.holding(3).stream()).containsExactly(0, 4);
    assertThat(counts.count(2)).isEqualTo(3);
    assertThat(counts.count(99)).isZero();
  }
}
