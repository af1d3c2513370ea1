package io.gleaner.retrieval.curated;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Draws images from clusters: the smallest hashes of each cluster up to its share, and of what
 * these are the smallest up to a cap. Draws from parts of a pool are drawn from again, in any order
 * and nesting, with the result of one draw from the whole.
 *
 * <p>Memory: at most the smaller of 2 × cap and clusters × per cluster images, about 120 bytes each
 * beside the id. Not thread-safe.
 */
final class ClusterDraw {
  /*
   * Why images beyond the cap can be dropped on the way: let an image be dropped when cap drawn
   * images have smaller hashes. A later image can push one of these out of its cluster's draw only
   * by a hash that is smaller still, so there always remain cap drawn images below the one dropped.
   */
  private final int perCluster;
  private final int cap;
  private final Map<Integer, PriorityQueue<Drawn>> clusters = new HashMap<>(); // largest first
  private long kept;
  private Drawn bar; // the cap-th smallest when last pruned: nothing above it can come in

  /**
   * @param perCluster images drawn from a cluster, at least 1
   * @param cap images drawn in all, at least 1
   */
  ClusterDraw(int perCluster, int cap) {
    this.perCluster = perCluster;
    this.cap = cap;
  }

  /** Offers an image; each is offered once. */
  void add(Drawn image) {
    if (bar != null && Drawn.ORDER.compare(image, bar) > 0) {
      return;
    }
    PriorityQueue<Drawn> cluster =
        clusters.computeIfAbsent(
            image.cluster(), absent -> new PriorityQueue<>(Drawn.ORDER.reversed()));
    if (cluster.size() == perCluster) {
      if (Drawn.ORDER.compare(image, cluster.peek()) > 0) {
        return;
      }
      cluster.poll();
      kept--;
    }
    cluster.add(image);
    kept++;
    if (kept >= 2L * cap) {
      drawn();
    }
  }

  /** Returns how many images are held. */
  long kept() {
    return kept;
  }

  /** Returns what is drawn, smallest hash first. */
  List<Drawn> drawn() {
    List<Drawn> all = new ArrayList<>((int) kept);
    clusters.values().forEach(all::addAll);
    all.sort(Drawn.ORDER);
    if (all.size() <= cap) {
      return all;
    }
    bar = all.get(cap - 1);
    for (PriorityQueue<Drawn> cluster : clusters.values()) {
      while (!cluster.isEmpty() && Drawn.ORDER.compare(cluster.peek(), bar) > 0) {
        cluster.poll();
      }
    }
    kept = cap;
    return new ArrayList<>(all.subList(0, cap));
  }
}
