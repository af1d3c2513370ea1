package io.gleaner.dedup.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupingTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void of_randomGraph_agreesWithDefinition(long seed) {
    var random = new SplittableRandom(seed);
    int nodes = 2 + random.nextInt(60);
    int edges = 1 + random.nextInt(2 * nodes);
    Graph graph = Graphs.graph(Graphs.random(nodes, edges, 1 + random.nextInt(12), random), seed);
    int limit = 1 + random.nextInt(nodes);
    Grouping grouping = Grouping.of(graph, limit);
    String seen =
        String.format(
            Locale.ROOT, "seed %d: %d nodes, %d edges, limit %d", seed, nodes, edges, limit);
    for (int node = 0; node < graph.nodes(); node++) {
      TreeSet<Integer> whole = Graphs.reached(graph, node, -1);
      assertThat(grouping.whole(node)).as(seen).isEqualTo(whole.first());
      assertThat(grouping.distinct(whole.first())).as(seen).isEqualTo(distinct(graph, whole));
      assertThat(grouping.weakestOfWhole(whole.first())).as(seen).isEqualTo(weakest(graph, whole));
      TreeSet<Integer> part = partByDefinition(graph, node, limit);
      assertThat(grouping.part(node)).as(seen).isEqualTo(part.first());
      assertThat(grouping.weakestOfPart(part.first())).as(seen).isEqualTo(weakest(graph, part));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void of_edgesInAnotherOrder_givesTheSameParts(long seed) {
    List<Edge> edges = Graphs.random(200, 400, 10, new SplittableRandom(seed));
    Graph one = Graphs.graph(edges, 1);
    Graph other = Graphs.graph(edges, 2);
    Grouping oneGrouping = Grouping.of(one, 10);
    Grouping otherGrouping = Grouping.of(other, 10);
    assertThat(IntStream.range(0, one.nodes()).map(oneGrouping::part).toArray())
        .as("seed %d", seed)
        .containsExactly(IntStream.range(0, other.nodes()).map(otherGrouping::part).toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50, 300})
  void of_anyLimit_keepsPartsWithinItAndCutsNoMoreThanNeeded(int limit) {
    var random = new SplittableRandom(limit);
    var builder = new Graph.Builder();
    for (int node = 1; node < 300; node++) {
      builder.add(
          Graphs.id(random.nextInt(node)), Graphs.id(node), (float) random.nextDouble(0.5, 0.99));
    }
    Graph graph = builder.build();
    Grouping grouping = Grouping.of(graph, limit);
    int[] sizes = new int[graph.nodes()];
    for (int node = 0; node < graph.nodes(); node++) {
      sizes[grouping.part(node)]++;
    }
    assertThat(IntStream.of(sizes).max().orElse(0)).isLessThanOrEqualTo(limit);
    assertThat(grouping.keptEdges())
        .isEqualTo(graph.nodes() - (int) IntStream.of(sizes).filter(size -> size > 0).count());
    for (int edge = 0; edge < graph.edges(); edge++) {
      int a = grouping.part(graph.a(edge));
      int b = grouping.part(graph.b(edge));
      TreeSet<Integer> joined = Graphs.reached(graph, graph.a(edge), graph.similarity(edge));
      assertThat(a == b || joined.size() > limit)
          .as("edge %d between parts of %d and %d was cut for nothing", edge, sizes[a], sizes[b])
          .isTrue();
    }
  }

  @Test
  void of_chainAboveTheLimit_partsAtItsWeakestEdge() {
    Graph graph =
        new Graph.Builder()
            .add("a", "b", 0.9f)
            .add("b", "c", 0.8f)
            .add("c", "d", 0.61f)
            .add("d", "e", 0.7f)
            .build();
    Grouping grouping = Grouping.of(graph, 3);
    assertThat(IntStream.range(0, 5).map(grouping::part).toArray()).containsExactly(0, 0, 0, 3, 3);
    assertThat(grouping.weakestOfWhole(0)).isEqualTo(0.61f);
    assertThat(grouping.weakestOfPart(0)).isEqualTo(0.8f);
    assertThat(grouping.weakestOfPart(3)).isEqualTo(0.7f);
  }

  @Test
  void of_tiesAboveTheLimit_fallTogether() {
    Graph graph =
        new Graph.Builder().add("a", "b", 0.7f).add("b", "c", 0.7f).add("c", "d", 0.9f).build();
    Grouping grouping = Grouping.of(graph, 3);
    assertThat(IntStream.range(0, 4).map(grouping::part).toArray()).containsExactly(0, 1, 2, 2);
    assertThat(grouping.weakestOfPart(0)).isInfinite();
  }

  @Test
  void of_copiesAboveTheLimit_areNeverTakenApartAndCountOnce() {
    var builder = new Graph.Builder();
    for (int copy = 1; copy < 1_000; copy++) {
      builder.add(Graphs.id(0), Graphs.id(copy), 1);
    }
    builder.add(Graphs.id(7), Graphs.id(1_000), 0.8f).add(Graphs.id(3), Graphs.id(1_001), 0.7f);
    Grouping grouping = Grouping.of(builder.build(), 2);
    assertThat(IntStream.range(0, 1_001).map(grouping::part).toArray()).containsOnly(0);
    assertThat(grouping.part(1_001)).isEqualTo(1_001);
    assertThat(grouping.distinct(0)).isEqualTo(3);
  }

  @Test
  void of_noEdges_hasNoGroups() {
    Grouping grouping = Grouping.of(new Graph.Builder().build(), 1);
    assertThat(grouping.keptEdges()).isZero();
  }

  @Test
  void of_limitOfNothing_isRefused() {
    assertThatThrownBy(() -> Grouping.of(new Graph.Builder().build(), 0))
        .hasMessage("limit is 0, must be at least 1");
  }

  /** The component at the smallest threshold at which it is within the limit. */
  private static TreeSet<Integer> partByDefinition(Graph graph, int node, int limit) {
    for (float level : Graphs.levels(graph)) {
      TreeSet<Integer> component = Graphs.reached(graph, node, level);
      if (level >= 1 || distinct(graph, component) <= limit) {
        return component;
      }
    }
    return new TreeSet<>(List.of(node));
  }

  private static int distinct(Graph graph, Collection<Integer> nodes) {
    Set<Integer> copies = new HashSet<>();
    nodes.forEach(node -> copies.add(Graphs.reached(graph, node, 1).first()));
    return copies.size();
  }

  /** The highest similarity at which the nodes, a component of some threshold, are still one. */
  private static float weakest(Graph graph, TreeSet<Integer> nodes) {
    float weakest = Float.POSITIVE_INFINITY;
    for (float level : Graphs.levels(graph)) {
      if (nodes.size() > 1 && Graphs.reached(graph, nodes.first(), level).containsAll(nodes)) {
        weakest = level;
      }
    }
    return weakest;
  }
}
