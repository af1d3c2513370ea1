package io.gleaner.retrieval.curated;

import io.gleaner.clustering.sampling.Draws;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Retrieval by cluster: from every cluster that a curated set is in often enough, draws pool images
 * by a keyed hash, then caps the set by the same hash. What is drawn depends on the seed, the set's
 * name and the pool's (id, cluster) alone; parts of a pool may be drawn from apart and merged, in
 * any order. Oquab et al. 2024, A.4.
 *
 * <p>Memory: at most the smaller of 2 × cap and clusters × per cluster images, about 120 bytes each
 * beside the id. Not thread-safe.
 */
public final class ClusterRetrieval {
  /*
   * Why images beyond the cap can be dropped on the way: let an image be dropped when cap drawn
   * images have smaller hashes. A later image can push one of these out of its cluster's draw only
   * by a hash that is smaller still, so there always remain cap drawn images below the one dropped.
   */
  private static final Comparator<Drawn> SMALLEST_FIRST =
      ((Comparator<Drawn>) (a, b) -> Long.compareUnsigned(a.hash, b.hash))
          .thenComparing(drawn -> drawn.id);

  private final String set;
  private final ClusterConfig config;
  private final long seed;
  private final String purpose;
  private final BitSet clusters;
  private final Map<Integer, Draw> draws = new HashMap<>();
  private long kept;
  private Drawn bar; // the cap-th smallest when last pruned: nothing above it can come in

  /**
   * @param set the curated set's name
   * @param counts of all the set's images
   * @param seed of the run
   */
  public ClusterRetrieval(String set, ClusterConfig config, ClusterCounts counts, long seed) {
    this.set = set;
    this.config = config;
    this.seed = seed;
    purpose = "retrieve/" + set;
    clusters = counts.holding(config.moreThan());
  }

  /** Returns how many clusters hold enough of the set's images. */
  public int clusters() {
    return clusters.cardinality();
  }

  /**
   * Offers a pool image; each is offered once.
   *
   * @param cluster its cluster, 0 or above
   * @param similarity cosine to the cluster's centroid
   */
  public void add(String id, int cluster, float similarity) {
    if (clusters.get(cluster)) {
      Draw draw = draws.computeIfAbsent(cluster, absent -> new Draw());
      draw.images++;
      offer(draw, new Drawn(Draws.hash(seed, purpose, id), id, cluster, similarity));
    }
  }

  /**
   * Adds what was drawn from another part of the pool.
   *
   * @throws IllegalArgumentException if the other draws for another set, seed or configuration
   */
  public void merge(ClusterRetrieval other) {
    if (!set.equals(other.set)
        || seed != other.seed
        || !config.equals(other.config)
        || !clusters.equals(other.clusters)) {
      throw new IllegalArgumentException(
          "cannot merge draws of %s (seed %d, %s, %d clusters) and %s (seed %d, %s, %d clusters)"
              .formatted(
                  set,
                  seed,
                  config,
                  clusters(),
                  other.set,
                  other.seed,
                  other.config,
                  other.clusters()));
    }
    other.draws.forEach(
        (cluster, theirs) -> {
          Draw draw = draws.computeIfAbsent(cluster, absent -> new Draw());
          draw.images += theirs.images;
          theirs.kept.forEach(drawn -> offer(draw, drawn));
        });
  }

  /** Returns the images drawn before the cap: from each cluster what it has, up to its share. */
  public long retrieved() {
    return draws.values().stream().mapToLong(d -> Math.min(d.images, config.perCluster())).sum();
  }

  /** Returns the images of the set after the cap, ascending by id. */
  public List<Retrieval> retrievals() {
    prune();
    List<Retrieval> retrievals = new ArrayList<>();
    for (Draw draw : draws.values()) {
      for (Drawn drawn : draw.kept) {
        retrievals.add(Retrieval.byCluster(set, drawn.id, drawn.cluster, drawn.similarity));
      }
    }
    retrievals.sort(Retrieval.ORDER);
    return retrievals;
  }

  private void offer(Draw draw, Drawn drawn) {
    if (bar != null && SMALLEST_FIRST.compare(drawn, bar) > 0) {
      return;
    }
    if (draw.kept.size() == config.perCluster()) {
      if (SMALLEST_FIRST.compare(drawn, draw.kept.peek()) > 0) {
        return;
      }
      draw.kept.poll();
      kept--;
    }
    draw.kept.add(drawn);
    kept++;
    if (kept >= 2L * config.cap()) {
      prune();
    }
  }

  /** Drops all but the smallest {@code cap}. */
  private void prune() {
    if (kept <= config.cap()) {
      return;
    }
    List<Drawn> all = new ArrayList<>();
    draws.values().forEach(draw -> all.addAll(draw.kept));
    all.sort(SMALLEST_FIRST);
    bar = all.get(config.cap() - 1);
    for (Draw draw : draws.values()) {
      while (!draw.kept.isEmpty() && SMALLEST_FIRST.compare(draw.kept.peek(), bar) > 0) {
        draw.kept.poll();
      }
    }
    kept = config.cap();
  }

  private static final class Draw {
    private final PriorityQueue<Drawn> kept = new PriorityQueue<>(SMALLEST_FIRST.reversed());
    private long images;
  }

  private record Drawn(long hash, String id, int cluster, float similarity) {}
}
