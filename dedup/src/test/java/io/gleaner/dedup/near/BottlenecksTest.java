package io.gleaner.dedup.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BottlenecksTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void of_randomGraph_agreesWithBreadthFirstSearchAtEachLevel(long seed) {
    var random = new SplittableRandom(seed);
    int nodes = 2 + random.nextInt(60);
    int edges = 1 + random.nextInt(2 * nodes);
    Graph graph = Graphs.graph(Graphs.random(nodes, edges, 1 + random.nextInt(12), random), seed);
    boolean[] source = new boolean[graph.nodes()];
    for (int node = 0; node < source.length; node++) {
      source[node] = random.nextInt(5) == 0;
    }
    Bottlenecks bottlenecks = Bottlenecks.of(graph, node -> source[node]);
    for (int node = 0; node < source.length; node++) {
      int expected = source[node] ? node : Bottlenecks.NONE;
      float similarity = source[node] ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
      for (float level : Graphs.levels(graph)) {
        TreeSet<Integer> reached = Graphs.reached(graph, node, level);
        reached.removeIf(other -> !source[other]);
        if (!source[node] && !reached.isEmpty()) {
          expected = reached.first();
          similarity = level;
        }
      }
      assertThat(bottlenecks.source(node)).as("seed %d, node %d", seed, node).isEqualTo(expected);
      assertThat(bottlenecks.similarity(node)).as("seed %d", seed).isEqualTo(similarity);
    }
  }

  @Test
  void of_twoPaths_takesTheBetterOne() {
    Graph graph =
        new Graph.Builder()
            .add("a", "d", 0.65f)
            .add("a", "b", 0.9f)
            .add("b", "c", 0.7f)
            .add("c", "d", 0.8f)
            .build();
    Bottlenecks bottlenecks = Bottlenecks.of(graph, node -> graph.id(node).equals("a"));
    assertThat(bottlenecks.similarity(graph.node("d"))).isEqualTo(0.7f);
    assertThat(bottlenecks.source(graph.node("d"))).isZero();
  }

  @Test
  void of_twoSourcesAtOneSimilarity_takesTheSmallerId() {
    Graph graph = new Graph.Builder().add("y", "c", 0.7f).add("c", "x", 0.7f).build();
    Bottlenecks bottlenecks = Bottlenecks.of(graph, node -> !graph.id(node).equals("c"));
    assertThat(graph.id(bottlenecks.source(graph.node("c")))).isEqualTo("x");
  }

  @Test
  void within_cutEdge_isNotCrossed() {
    Graph graph = new Graph.Builder().add("a", "b", 0.9f).add("b", "c", 0.6f).build();
    Bottlenecks bottlenecks =
        Bottlenecks.within(Grouping.of(graph, 2), graph, node -> graph.id(node).equals("a"));
    assertThat(bottlenecks.source(graph.node("b"))).isZero();
    assertThat(bottlenecks.source(graph.node("c"))).isEqualTo(Bottlenecks.NONE);
  }
}
