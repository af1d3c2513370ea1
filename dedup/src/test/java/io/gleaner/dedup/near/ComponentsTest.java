package io.gleaner.dedup.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentsTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void find_randomGraph_agreesWithBreadthFirstSearch(long seed) {
    var random = new SplittableRandom(seed);
    int nodes = 2 + random.nextInt(200);
    Graph graph = Graphs.graph(Graphs.random(nodes, nodes / 2 + 1, 4, random), seed);
    var components = new Components(graph.nodes());
    for (int edge = 0; edge < graph.edges(); edge++) {
      components.join(graph.a(edge), graph.b(edge));
    }
    assertThat(IntStream.range(0, graph.nodes()).map(components::find).toArray())
        .as("seed %d: %d nodes, %d edges", seed, graph.nodes(), graph.edges())
        .containsExactly(
            IntStream.range(0, graph.nodes())
                .map(node -> Graphs.reached(graph, node, -1).first())
                .toArray());
  }

  @Test
  void join_longChainFromItsEnd_isNamedByTheSmallestNode() {
    var components = new Components(100_000);
    for (int node = 99_999; node > 0; node--) {
      components.join(node, node - 1);
    }
    assertThat(components.find(99_999)).isZero();
  }

  @Test
  void join_again_saysThatNothingChanged() {
    var components = new Components(3);
    assertThat(components.join(2, 1)).isTrue();
    assertThat(components.join(1, 2)).isFalse();
    assertThat(components.join(1, 1)).isFalse();
    assertThat(components.find(0)).isZero();
    assertThat(components.find(2)).isEqualTo(1);
  }
}
