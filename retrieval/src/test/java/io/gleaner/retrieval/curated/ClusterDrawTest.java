package io.gleaner.retrieval.curated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.retrieval.curated.ClusterPool.Image;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterDrawTest {
  private static final String SET = "hats";

  private static ClusterDraw draw(ClusterCall call, List<Image> pool) {
    ClusterDraw draw = new ClusterDraw(call.config().perCluster(), call.config().cap());
    for (Image image : pool) {
      Drawn drawn = call.drawn(image.id(), image.cluster(), image.similarity());
      if (drawn != null) {
        draw.add(drawn);
      }
    }
    return draw;
  }

  private static List<Retrieval> retrievals(ClusterDraw draw) {
    return draw.drawn().stream()
        .map(image -> Retrieval.byCluster(SET, image.id(), image.cluster(), image.similarity()))
        .sorted(Retrieval.ORDER)
        .toList();
  }

  @Test
  void drawn_clusterWithExactlyThree_givesNothing() {
    List<Image> pool = List.of(new Image("a", 0), new Image("b", 1), new Image("c", 1));
    ClusterCall call =
        ClusterCall.of(
            SET, ClusterConfig.DEFAULTS, ClusterPool.counts(3, 4), ClusterPool.sizes(pool, 2), 0);

    assertThat(retrievals(draw(call, pool)))
        .containsExactly(
            Retrieval.byCluster(SET, "b", 1, pool.get(1).similarity()),
            Retrieval.byCluster(SET, "c", 1, pool.get(2).similarity()));
    assertThat(call.clusters()).isEqualTo(1);
    assertThat(call.retrieved()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void drawn_partsDrawnAgainInAnyOrder_agreeWithSortingAll(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int clusters = 1 + random.nextInt(20);
    List<Image> pool = new ArrayList<>(ClusterPool.random(random, random.nextInt(2000), clusters));
    ClusterConfig config =
        new ClusterConfig(
            random.nextInt(4),
            1 + random.nextInt(60),
            1 + random.nextInt(seed % 3 == 0 ? 20 : 600));
    ClusterCounts counts =
        ClusterPool.counts(IntStream.range(0, clusters).map(i -> random.nextInt(8)).toArray());
    List<Retrieval> expected = ClusterPool.byDefinition(SET, pool, config, counts, clusters, seed);
    Collections.shuffle(pool, new Random(seed));
    ClusterCall call = ClusterCall.of(SET, config, counts, ClusterPool.sizes(pool, clusters), seed);
    while (call.hasBar()) {
      call = call.higher();
    }

    int half = pool.size() / 2;
    ClusterDraw again = new ClusterDraw(config.perCluster(), config.cap());
    draw(call, pool.subList(half, pool.size())).drawn().forEach(again::add);
    draw(call, pool.subList(0, half)).drawn().forEach(again::add);

    assertThat(retrievals(draw(call, pool))).as("seed %d: %s", seed, config).isEqualTo(expected);
    assertThat(retrievals(again)).isEqualTo(expected);
    assertThat(call.wanted()).isEqualTo(expected.size());
    assertThat(call.retrieved())
        .isEqualTo(
            ClusterPool.byDefinition(
                    SET, pool, config.withCap(Integer.MAX_VALUE), counts, clusters, seed)
                .size());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5})
  void bar_largePoolAndSmallCap_passesFewAndLosesNone(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Image> pool = ClusterPool.random(random, 20_000, 50);
    ClusterConfig config = new ClusterConfig(0, 300, 400);
    ClusterCounts counts = ClusterPool.counts(IntStream.range(0, 50).map(i -> 1).toArray());
    ClusterCall call = ClusterCall.of(SET, config, counts, ClusterPool.sizes(pool, 50), seed);

    long passed =
        pool.stream().filter(image -> call.drawn(image.id(), image.cluster(), 0) != null).count();

    assertThat(passed).as("seed %d", seed).isBetween(400L, 800L); // of 20,000; aimed at 600
    assertThat(retrievals(draw(call, pool)))
        .isEqualTo(ClusterPool.byDefinition(SET, pool, config, counts, 50, seed));
  }

  @Test
  void higher_again_endsWithoutABar() {
    List<Image> pool = ClusterPool.random(new SplittableRandom(0), 5000, 1);
    ClusterCall call =
        ClusterCall.of(
            SET,
            new ClusterConfig(0, 5000, 10),
            ClusterPool.counts(1),
            ClusterPool.sizes(pool, 1),
            0);
    assertThat(call.hasBar()).isTrue();
    int times = 0;
    while (call.hasBar()) {
      call = call.higher();
      times++;
    }
    assertThat(times).isEqualTo(6); // from (1.25 × 10 + 100) / 5000 of all hashes to all
    for (Image image : pool) {
      assertThat(call.drawn(image.id(), 0, 0)).isNotNull();
    }
  }

  @Test
  void drawn_anotherSeed_drawsOthers() {
    List<Image> pool = ClusterPool.random(new SplittableRandom(1), 1000, 1);
    ClusterConfig config = new ClusterConfig(3, 100, 50);
    ClusterCounts counts = ClusterPool.counts(4);
    long[] sizes = ClusterPool.sizes(pool, 1);

    List<Retrieval> zero = retrievals(draw(ClusterCall.of(SET, config, counts, sizes, 0), pool));
    List<Retrieval> one = retrievals(draw(ClusterCall.of(SET, config, counts, sizes, 1), pool));

    assertThat(zero).hasSize(50).isNotEqualTo(one);
  }

  @Test
  void of_setInAClusterThatThePoolHasNot_saysWhich() {
    assertThatThrownBy(
            () ->
                ClusterCall.of(
                    SET, ClusterConfig.DEFAULTS, ClusterPool.counts(0, 0, 9), new long[2], 0))
        .hasMessage("hats has images in cluster 2, there are 2 clusters");
  }

  @Test
  void clusterCounts_partsMerged_addUp() {
    ClusterCounts counts = ClusterPool.counts(2, 0, 3);
    counts.merge(ClusterPool.counts(2, 1, 0, 0, 7));

    assertThat(counts.holding(3).stream()).containsExactly(0, 4);
    assertThat(counts.count(2)).isEqualTo(3);
    assertThat(counts.count(99)).isZero();
  }
}
