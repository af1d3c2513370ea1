package io.gleaner.dedup.near;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Random graphs, and what is to know of them by breadth-first search alone: the oracle. */
public final class Graphs {
  private Graphs() {}

  /** Returns the id of a node; ids ascend with nodes up to 9999. */
  public static String id(int node) {
    return String.format(Locale.ROOT, "n%04d", node);
  }

  /**
   * Returns random edges, some of them twice.
   *
   * @param levels different similarities, in steps of 1/16 down from 1: few make many ties
   */
  public static List<Edge> random(int nodes, int edges, int levels, SplittableRandom random) {
    List<Edge> result = new ArrayList<>();
    while (nodes > 1 && result.size() < edges) {
      int a = random.nextInt(nodes);
      int b = random.nextInt(nodes);
      if (a != b) {
        result.add(Edge.of(id(a), id(b), 1 - random.nextInt(levels) / 16f));
      }
    }
    return result;
  }

  /** Returns the edges in another order, each turned at random. */
  public static Graph graph(List<Edge> edges, long seed) {
    List<Edge> shuffled = new ArrayList<>(edges);
    Collections.shuffle(shuffled, new Random(seed));
    var builder = new Graph.Builder();
    var random = new SplittableRandom(seed);
    for (Edge edge : shuffled) {
      if (random.nextBoolean()) {
        builder.add(edge.a(), edge.b(), edge.similarity());
      } else {
        builder.add(edge.b(), edge.a(), edge.similarity());
      }
    }
    return builder.build();
  }

  /** Returns all nodes that {@code start} reaches over edges of at least {@code similarity}. */
  public static TreeSet<Integer> reached(Graph graph, int start, float similarity) {
    var reached = new TreeSet<Integer>(List.of(start));
    var queue = new ArrayDeque<Integer>(reached);
    while (!queue.isEmpty()) {
      int node = queue.remove();
      for (int edge = 0; edge < graph.edges(); edge++) {
        if (graph.similarity(edge) >= similarity) {
          int other =
              graph.a(edge) == node ? graph.b(edge) : graph.b(edge) == node ? graph.a(edge) : -1;
          if (other >= 0 && reached.add(other)) {
            queue.add(other);
          }
        }
      }
    }
    return reached;
  }

  /** Returns the similarities of the edges, each once, ascending. */
  public static float[] levels(Graph graph) {
    var levels = new TreeSet<Float>();
    for (int edge = 0; edge < graph.edges(); edge++) {
      levels.add(graph.similarity(edge));
    }
    float[] ascending = new float[levels.size()];
    for (int i = 0; i < ascending.length; i++) {
      ascending[i] = levels.pollFirst();
    }
    return ascending;
  }
}
