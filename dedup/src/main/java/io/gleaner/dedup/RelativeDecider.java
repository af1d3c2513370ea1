package io.gleaner.dedup;

import io.gleaner.dedup.near.Bottlenecks;
import io.gleaner.dedup.near.EdgeBlock;
import io.gleaner.dedup.near.Graph;
import io.gleaner.dedup.near.Grouping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Relative deduplication: every component to which an evaluation image belongs is discarded
 * entirely (Oquab et al. 2024, A.3), so that nothing that features will be judged on is trained on.
 *
 * <p>The guard takes apart components of the pool's own edges. An edge to an evaluation image is
 * never cut: an image that is itself above the threshold leaves, and its part with it, however
 * large the component that it came from.
 */
final class RelativeDecider {
  private final DedupConfig config;
  private final long limit;
  private final Predicate<String> reference;
  private final Removals removals;
  private final List<Component> components = new ArrayList<>();

  RelativeDecider(DedupConfig config, long limit, Predicate<String> reference, Removals removals) {
    this.config = config;
    this.limit = limit;
    this.reference = reference;
    this.removals = removals;
  }

  /** Returns the components that were discarded, or taken apart first. */
  List<Component> components() {
    return components;
  }

  /**
   * Discards what hangs on an evaluation image.
   *
   * @param against edges between the pool and evaluation images, of any similarity
   * @param pool gives the pool's edges above the threshold between images that are still there; not
   *     asked where {@code against} has none above it
   */
  void decide(Iterable<EdgeBlock> against, Supplier<Graph> pool) {
    EdgeBlock leaks = leaks(against);
    if (leaks.size() > 0) {
      decide(leaks, pool.get());
    }
  }

  private void decide(EdgeBlock leaks, Graph pool) {
    boolean guarded = config.onLargeComponent() != OnLargeComponent.KEEP;
    Grouping grouping = Grouping.of(pool, guarded ? limit : Long.MAX_VALUE);
    boolean[] touched = new boolean[pool.nodes()]; // by the name of the part
    String[] smallest = new String[pool.nodes()]; // evaluation image, by the name of the whole
    var builder = new Graph.Builder();
    for (int i = 0; i < leaks.size(); i++) {
      builder.add(leaks.a(i), leaks.b(i), leaks.similarity(i));
      boolean first = reference.test(leaks.a(i));
      int node = pool.node(first ? leaks.b(i) : leaks.a(i));
      if (node >= 0) {
        int whole = grouping.whole(node);
        touched[grouping.part(node)] = true;
        smallest[whole] = smaller(smallest[whole], first ? leaks.a(i) : leaks.b(i));
      }
    }
    for (int i = 0; i < grouping.keptEdges(); i++) {
      int edge = grouping.kept(i);
      if (touched[grouping.part(pool.a(edge))]) {
        builder.add(pool.id(pool.a(edge)), pool.id(pool.b(edge)), pool.similarity(edge));
      }
    }
    if (guarded) {
      reportSplits(pool, grouping, smallest);
    }
    discard(
        builder.build(),
        id -> {
          int node = pool.node(id);
          return guarded && node >= 0 && grouping.distinct(grouping.whole(node)) > limit;
        });
  }

  /** Returns the edges above the threshold between images that are still there and evaluation. */
  private EdgeBlock leaks(Iterable<EdgeBlock> against) {
    var leaks = new EdgeBlock.Builder();
    for (EdgeBlock block : against) {
      for (int i = 0; i < block.size(); i++) {
        String image = poolEnd(block.a(i), block.b(i));
        if (block.similarity(i) > config.againstThreshold() && !removals.contains(image)) {
          leaks.add(block.a(i), block.b(i), block.similarity(i));
        }
      }
    }
    return leaks.build();
  }

  private static String smaller(String one, String other) {
    return one == null || other.compareTo(one) < 0 ? other : one;
  }

  /**
   * Takes out every image of {@code graph}, each component of which has an evaluation image.
   *
   * @param ofSplit tells the images of a component that was taken apart
   */
  private void discard(Graph graph, Predicate<String> ofSplit) {
    int nodes = graph.nodes();
    boolean[] isReference = new boolean[nodes];
    for (int node = 0; node < nodes; node++) {
      isReference[node] = reference.test(graph.id(node));
    }
    Grouping grouping = Grouping.of(graph, Long.MAX_VALUE);
    IntToLongFunction size = node -> removals.size(graph.id(node));
    var images = new Members(nodes, grouping::whole, size, imagesFirst(isReference, false));
    var references = new Members(nodes, grouping::whole, size, imagesFirst(isReference, true));
    boolean[] isPart = new boolean[nodes];
    for (int node = 0; node < nodes; node++) {
      isPart[grouping.whole(node)] |= ofSplit.test(graph.id(node));
    }
    Bottlenecks strengths = Bottlenecks.of(graph, node -> isReference[node]);
    for (int node = 0; node < nodes; node++) {
      int whole = grouping.whole(node);
      if (whole == node) {
        components.add(
            new Component(
                graph.id(images.first(whole)),
                Kind.RELATIVE,
                images.size(whole),
                grouping.weakestOfWhole(whole),
                graph.id(references.first(whole)),
                isPart[whole]
                    ? Component.State.PART
                    : Guard.state(false, images.size(whole), limit)));
      }
    }
    for (int node = 0; node < nodes; node++) {
      if (!isReference[node]) {
        removals.remove(
            graph.id(node),
            graph.id(strengths.source(node)),
            Kind.RELATIVE,
            strengths.similarity(node),
            images.size(grouping.whole(node)));
      }
    }
  }

  /** Reports the components that were taken apart and of which an evaluation image took a part. */
  private void reportSplits(Graph pool, Grouping grouping, String[] smallestReference) {
    IntToLongFunction size = node -> removals.size(pool.id(node));
    var wholes = new Members(pool.nodes(), grouping::whole, size, Comparator.naturalOrder());
    for (int node = 0; node < pool.nodes(); node++) {
      if (smallestReference[node] != null && grouping.distinct(node) > limit) {
        var component =
            new Component(
                pool.id(node),
                Kind.RELATIVE,
                wholes.size(node),
                grouping.weakestOfWhole(node),
                smallestReference[node],
                Component.State.SPLIT);
        Guard.check(config, true, component, grouping.distinct(node), limit);
        components.add(component);
      }
    }
  }

  private static Comparator<Integer> imagesFirst(boolean[] isReference, boolean reversed) {
    return Comparator.<Integer, Boolean>comparing(node -> isReference[node] != reversed)
        .thenComparing(Comparator.naturalOrder());
  }

  private String poolEnd(String a, String b) {
    boolean first = reference.test(a);
    if (first == reference.test(b)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "edge %s - %s has %s evaluation images, must have one",
              a,
              b,
              first ? "two" : "no"));
    }
    return first ? b : a;
  }
}
