package io.gleaner.dedup;

import io.gleaner.dedup.near.Bottlenecks;
import io.gleaner.dedup.near.EdgeBlock;
import io.gleaner.dedup.near.Graph;
import io.gleaner.dedup.near.Grouping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;

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
   * @param pool edges above the threshold between images that are still there
   * @param against edges between the pool and evaluation images, of any similarity
   */
  void decide(Graph pool, Iterable<EdgeBlock> against) {
    boolean guarded = config.onLargeComponent() != OnLargeComponent.KEEP;
    Grouping grouping = Grouping.of(pool, guarded ? limit : Long.MAX_VALUE);
    boolean[] touched = new boolean[pool.nodes()]; // by the name of the part
    String[] smallest = new String[pool.nodes()]; // evaluation image, by the name of the whole
    var builder = new Graph.Builder();
    for (EdgeBlock block : against) {
      for (int i = 0; i < block.size(); i++) {
        String image = poolEnd(block.a(i), block.b(i));
        String other = image.equals(block.a(i)) ? block.b(i) : block.a(i);
        if (block.similarity(i) > config.againstThreshold() && !removals.contains(image)) {
          builder.add(image, other, block.similarity(i));
          int node = pool.node(image);
          if (node >= 0) {
            int whole = grouping.whole(node);
            touched[grouping.part(node)] = true;
            smallest[whole] =
                smallest[whole] == null || other.compareTo(smallest[whole]) < 0
                    ? other
                    : smallest[whole];
          }
        }
      }
    }
    for (int i = 0; i < grouping.keptEdges(); i++) {
      int edge = grouping.kept(i);
      if (touched[grouping.part(pool.a(edge))]) {
        builder.add(pool.id(pool.a(edge)), pool.id(pool.b(edge)), pool.similarity(edge));
      }
    }
    Predicate<String> ofSplit =
        id -> {
          int node = pool.node(id);
          return guarded && node >= 0 && grouping.distinct(grouping.whole(node)) > limit;
        };
    if (guarded) {
      reportSplits(pool, grouping, smallest);
    }
    discard(builder.build(), ofSplit);
  }

  /** Every component of {@code graph} has an evaluation image; all its other images leave. */
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
          "edge %s - %s has %s evaluation images, must have one"
              .formatted(a, b, first ? "two" : "no"));
    }
    return first ? b : a;
  }
}
