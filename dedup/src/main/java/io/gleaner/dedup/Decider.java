package io.gleaner.dedup;

import io.gleaner.dedup.near.Bottlenecks;
import io.gleaner.dedup.near.EdgeBlock;
import io.gleaner.dedup.near.Graph;
import io.gleaner.dedup.near.Grouping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntToLongFunction;

/**
 * Decides which images leave, kind by kind, each on the survivors of the one before: the same
 * procedure for equal bytes, perceptual hashes and the neighbour graph, then {@link
 * RelativeDecider}. The result depends on the sets of edges alone, not on their order.
 *
 * <p>Memory while a kind is decided: up to 44 bytes an edge above its threshold ({@link Graph});
 * for each image that such an edge joins some 100 bytes ({@link Grouping}, {@link Bottlenecks},
 * candidate) and its id; for each image that left so far what {@link Removals} says.
 */
final class Decider {
  private final DedupConfig config;
  private final long limit;
  private final Edges edges;
  private final Candidates candidates;
  private final Set<String> never;
  private final Removals removals = new Removals();
  private final List<Component> components = new ArrayList<>();

  Decider(
      DedupConfig config, long poolImages, Edges edges, Candidates candidates, Set<String> never) {
    this.config = config;
    this.limit = config.limit(poolImages);
    this.edges = edges;
    this.candidates = candidates;
    this.never = never;
  }

  /** Returns the similarity above which an edge of that kind counts; infinite where none does. */
  static float above(DedupConfig config, Kind kind) {
    return switch (kind) {
      case EXACT -> Float.NEGATIVE_INFINITY;
      case PERCEPTUAL ->
          config.perceptualDistance() < 0
              ? Float.POSITIVE_INFINITY
              : 1 - (config.perceptualDistance() + 1) / 64f;
      case NEAR -> config.threshold();
      case RELATIVE -> config.againstThreshold();
      case REVIEW -> Float.POSITIVE_INFINITY; // no edges
    };
  }

  Decision decide() {
    fold(Kind.EXACT, graph(edges.exact(), above(config, Kind.EXACT)));
    fold(Kind.PERCEPTUAL, graph(edges.perceptual(), above(config, Kind.PERCEPTUAL)));
    fold(Kind.NEAR, graph(edges.near(), above(config, Kind.NEAR)));
    var relative = new RelativeDecider(config, limit, edges.reference(), removals);
    relative.decide(edges.against(), () -> graph(edges.near(), above(config, Kind.RELATIVE)));
    components.addAll(relative.components());
    components.sort(Component.ORDER);
    return new Decision(NeverImages.leave(removals.resolve(), never), components);
  }

  /** Returns the edges above {@code threshold} between images that are still there. */
  private Graph graph(Iterable<EdgeBlock> blocks, float threshold) {
    var builder = new Graph.Builder();
    for (EdgeBlock block : blocks) {
      for (int i = 0; i < block.size(); i++) {
        if (block.similarity(i) > threshold) {
          String a = checkPool(block.a(i));
          String b = checkPool(block.b(i));
          if (!removals.contains(a) && !removals.contains(b)) {
            builder.add(a, b, block.similarity(i));
          }
        }
      }
    }
    return builder.build();
  }

  private String checkPool(String id) {
    if (edges.reference().test(id)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "an edge within the pool names %s, an evaluation image", id));
    }
    return id;
  }

  /** Folds each component of {@code graph}, or part of one that is too large, into one image. */
  private void fold(Kind kind, Graph graph) {
    boolean guarded = kind != Kind.EXACT && config.onLargeComponent() != OnLargeComponent.KEEP;
    Grouping grouping = Grouping.of(graph, guarded ? limit : Long.MAX_VALUE);
    IntToLongFunction size = node -> removals.size(graph.id(node));
    Comparator<Integer> order = order(kind, graph);
    var wholes = new Members(graph.nodes(), grouping::whole, size, order);
    var parts = new Members(graph.nodes(), grouping::part, size, order);
    for (int node = 0; node < graph.nodes(); node++) {
      boolean isSplit = guarded && grouping.distinct(grouping.whole(node)) > limit;
      if (grouping.whole(node) == node) {
        var component =
            new Component(
                graph.id(node),
                kind,
                wholes.size(node),
                grouping.weakestOfWhole(node),
                graph.id(wholes.first(node)),
                Guard.state(isSplit, wholes.size(node), limit));
        Guard.check(config, isSplit, component, grouping.distinct(node), limit);
        components.add(component);
      }
      if (isSplit && grouping.part(node) == node && parts.nodes(node) > 1) {
        components.add(
            new Component(
                graph.id(node),
                kind,
                parts.size(node),
                grouping.weakestOfPart(node),
                graph.id(parts.first(node)),
                Component.State.PART));
      }
    }
    remove(kind, graph, grouping, parts);
  }

  private void remove(Kind kind, Graph graph, Grouping grouping, Members parts) {
    Bottlenecks strengths =
        Bottlenecks.within(grouping, graph, node -> parts.first(grouping.part(node)) == node);
    for (int node = 0; node < graph.nodes(); node++) {
      int kept = strengths.source(node);
      if (kept != node) {
        removals.remove(
            graph.id(node),
            graph.id(kept),
            kind,
            strengths.similarity(node),
            parts.size(grouping.part(node)));
      }
    }
  }

  /** Returns the order of nodes in which the one to keep comes first. Exact copies differ by id. */
  private Comparator<Integer> order(Kind kind, Graph graph) {
    if (kind == Kind.EXACT) {
      return Comparator.naturalOrder();
    }
    Candidate[] byNode = new Candidate[graph.nodes()];
    for (int node = 0; node < byNode.length; node++) {
      byNode[node] = candidates.of(graph.id(node));
      if (byNode[node] == null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "an edge names %s, which is not in the pool", graph.id(node)));
      }
    }
    Comparator<Candidate> order = Keep.order(config.keep());
    return (one, other) -> order.compare(byNode[one], byNode[other]);
  }
}
