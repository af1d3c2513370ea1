package io.gleaner.dedup.contraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two steps, alternating over partitions in lists instead of pipelines. */
class StarsTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void rounds_randomGraph_agreeWithBreadthFirstSearch(long seed) {
    var random = new SplittableRandom(seed);
    int nodes = 2 + random.nextInt(2_000);
    Links graph = Links.random(nodes, random.nextInt(2 * nodes), random);
    for (int partitions : new int[] {1, 2, 7, 64}) {
      assertThat(Links.components(contract(graph, partitions, 30)))
          .as("seed %d: %d nodes, %d partitions", seed, nodes, partitions)
          .isEqualTo(graph.componentsByBreadthFirstSearch());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "3, 18", "50, 18"})
  void rounds_longChain_areLogarithmicallyMany(int partitions, int most) {
    Links chain = Links.chain(100_000);
    assertThat(Links.components(contract(chain, partitions, most)))
        .isEqualTo(chain.componentsByBreadthFirstSearch());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 40})
  void rounds_starsAndCliques_areFew(int partitions) {
    for (Links graph : List.of(Links.star(100_000), Links.cliques(30, 40))) {
      assertThat(Links.components(contract(graph, partitions, 4)))
          .isEqualTo(graph.componentsByBreadthFirstSearch());
    }
  }

  @Test
  void isUnsettled_starFromItsSmallestNode_isFalse() {
    assertThat(isUnsettled(1, 2, 1, 3, 1, 3)).isFalse();
    assertThat(isUnsettled(1, 3, 2, 3)).isTrue();
    assertThat(isUnsettled(1, 2, 2, 3)).isTrue();
    assertThat(isUnsettled()).isFalse();
  }

  @Test
  void stars_ofALargeStarStep_areThoseOfThePaper() {
    var step = new LargeStars(0, 1);
    step.add(new LinkBlock.Builder(3).add(5, 2).add(5, 7).add(9, 5).add(2, 9).build());
    // 5 joins 7 and 9 to 2; 2 has no smaller neighbour and joins 5 and 9 to itself
    assertThat(pairs(step)).containsExactlyInAnyOrder("2-5", "2-7", "2-9", "2-9");
  }

  private static List<String> pairs(LargeStars step) {
    List<String> pairs = new ArrayList<>();
    step.stars(
        block -> {
          for (int i = 0; i < block.size(); i++) {
            pairs.add(block.smaller(i) + "-" + block.larger(i));
          }
        });
    return pairs;
  }

  private static boolean isUnsettled(long... ends) {
    var step = new LargeStars(0, 1);
    var links = new LinkBlock.Builder(ends.length);
    for (int i = 0; i < ends.length; i += 2) {
      links.add(ends[i], ends[i + 1]);
    }
    step.add(links.build());
    return step.isUnsettled();
  }

  /** What {@link ContractStars} does, in at most {@code most} rounds. */
  private static List<LinkBlock> contract(Links graph, int partitions, int most) {
    List<LinkBlock> links = graph.blocks(1_000);
    for (int round = 1; round <= most; round++) {
      List<LinkBlock> large = new ArrayList<>();
      boolean unsettled = false;
      List<LinkBlock[]> ends = links.stream().map(block -> block.byEnds(partitions)).toList();
      for (int partition = 0; partition < partitions; partition++) {
        var step = new LargeStars(partition, partitions);
        for (LinkBlock[] parts : ends) {
          ifAny(parts[partition], step::add);
        }
        step.stars(large::add);
        unsettled |= step.isUnsettled();
      }
      assertThat(size(large)).isEqualTo(size(links));
      List<LinkBlock> small = new ArrayList<>();
      List<LinkBlock[]> larger = large.stream().map(block -> block.byLarger(partitions)).toList();
      for (int partition = 0; partition < partitions; partition++) {
        var step = new SpanningStars();
        for (LinkBlock[] parts : larger) {
          ifAny(parts[partition], step::join);
        }
        step.stars(small::add);
      }
      assertThat(size(small)).isLessThanOrEqualTo(size(large));
      links = small;
      if (!unsettled) {
        return links;
      }
    }
    throw new AssertionError(String.format(Locale.ROOT, "not settled after %d rounds", most));
  }

  private static void ifAny(LinkBlock block, Consumer<LinkBlock> step) {
    if (block != null) {
      step.accept(block);
    }
  }

  private static long size(List<LinkBlock> links) {
    return links.stream().mapToLong(LinkBlock::size).sum();
  }
}
