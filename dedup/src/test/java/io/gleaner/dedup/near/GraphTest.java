package io.gleaner.dedup.near;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GraphTest {
  @Test
  void build_similaritiesOfEitherSign_ordersThemDown() {
    Graph graph =
        new Graph.Builder()
            .add("a", "b", -0.25f)
            .add("a", "c", 0.5f)
            .add("a", "d", -0.5f)
            .add("a", "e", -0f)
            .add("a", "f", 1.0000001f)
            .add("a", "g", 0f)
            .build();
    float[] similarities = new float[graph.edges()];
    for (int edge = 0; edge < similarities.length; edge++) {
      similarities[edge] = graph.similarity(edge);
    }
    assertThat(similarities).containsExactly(1.0000001f, 0.5f, -0f, 0f, -0.25f, -0.5f);
  }

  @Test
  void build_manyIds_numbersThemInOrderAndKeepsEdges() {
    var random = new SplittableRandom(4);
    var builder = new Graph.Builder();
    var ids = new TreeSet<String>();
    Set<Edge> edges = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      String a = Long.toHexString(random.nextLong(5_000));
      String b = Long.toHexString(random.nextLong(5_000)) + "x";
      Edge edge = Edge.of(a, b, i / 20_000f);
      edges.add(edge);
      ids.add(a);
      ids.add(b);
      builder.add(b, a, edge.similarity());
    }
    Graph graph = builder.build();
    assertThat(graph.nodes()).isEqualTo(ids.size());
    int node = 0;
    for (String id : ids) {
      assertThat(graph.id(node)).isEqualTo(id);
      assertThat(graph.node(id)).isEqualTo(node++);
    }
    assertThat(graph.node("none of these")).isNegative();
    Set<Edge> found = new HashSet<>();
    for (int edge = 0; edge < graph.edges(); edge++) {
      found.add(Edge.of(graph.id(graph.a(edge)), graph.id(graph.b(edge)), graph.similarity(edge)));
    }
    assertThat(found).isEqualTo(edges);
  }

  @Test
  void add_edgeWithoutSense_isRefused() {
    assertThatThrownBy(() -> new Graph.Builder().add("a", "a", 1))
        .isInstanceOf(RepeatedIdException.class)
        .hasMessageContaining("the id \"a\" stands for two images");
    assertThatThrownBy(() -> new Graph.Builder().add("a", "b", Float.POSITIVE_INFINITY))
        .hasMessage("edge a - b: similarity is Infinity, must be finite");
  }
}
