package io.gleaner.pipeline.plan.count;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.pipeline.source.UnitCount;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EstimateTest {
  private static UnitCount shard(long images, long bytes) {
    return new UnitCount(images, bytes, bytes);
  }

  @Test
  void of_allShards_isTheirSumAndExact() {
    Estimate all = Estimate.of(List.of(shard(3, 10), shard(50, 900), shard(0, 5)), 3, 915);
    assertThat(all).isEqualTo(new Estimate(53, 0));
    assertThat(all.isExact()).isTrue();
  }

  @Test
  void of_twoOfFourShards_isCochransRatioEstimate() {
    // r = 30 / 300; residuals 12 - 10 and 18 - 20; s² = 8 / 1; error = 4 √((1 - 2/4) 8 / 2) = 4 √2
    Estimate two = Estimate.of(List.of(shard(12, 100), shard(18, 200)), 4, 700);
    assertThat(two.value()).isEqualTo(70);
    assertThat(two.margin()).isCloseTo(12.706 * 4 * Math.sqrt(2), within(1e-9));
    assertThat(two.isExact()).isFalse();
  }

  @Test
  void of_oneOfManyShards_knowsNothing() {
    Estimate one = Estimate.of(List.of(shard(10, 100)), 5, 600);
    assertThat(one).isEqualTo(new Estimate(60, 60));
  }

  @Test
  void of_shardsLookedIntoInPart_isNoCount() {
    Estimate part = Estimate.of(List.of(new UnitCount(10, 50, 100), shard(21, 100)), 2, 200);
    assertThat(part.value()).isEqualTo(41);
    assertThat(part.isExact()).isFalse();
  }

  @Test
  void plus_exactAndEstimated_addsTheTotalsAndKeepsTheMargin() {
    assertThat(Estimate.exactly(5).plus(new Estimate(10, 3)).plus(new Estimate(1, 4)))
        .isEqualTo(new Estimate(16, 5));
  }

  /** Shards of uneven sizes, whose images are of uneven sizes: 19 of 20 intervals must hold. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void of_samplesOfAKnownPopulation_coverTheTruthAsOftenAsTheySay(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int shards = 300;
    List<UnitCount> population = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      long images = 200 + random.nextInt(1800);
      population.add(shard(images, Math.round(images * (60_000 + 50_000 * random.nextDouble()))));
    }
    long truth = population.stream().mapToLong(UnitCount::inputs).sum();
    long bytes = population.stream().mapToLong(UnitCount::bytes).sum();
    int holding = 0;
    double error = 0;
    int rounds = 2000;
    for (int round = 0; round < rounds; round++) {
      List<UnitCount> left = new ArrayList<>(population);
      List<UnitCount> drawn = new ArrayList<>();
      for (int i = 0; i < CountSources.SHARDS; i++) {
        drawn.add(left.remove(random.nextInt(left.size())));
      }
      Estimate estimate = Estimate.of(drawn, shards, bytes);
      holding += Math.abs(estimate.value() - truth) <= estimate.margin() ? 1 : 0;
      error += (estimate.value() - truth) / truth / rounds;
    }
    assertThat((double) holding / rounds).as("seed %d", seed).isBetween(0.92, 0.975);
    assertThat(error).as("bias").isBetween(-0.005, 0.005);
  }

  private static org.assertj.core.data.Offset<Double> within(double margin) {
    return org.assertj.core.data.Offset.offset(margin);
  }
}
