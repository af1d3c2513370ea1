package io.gleaner.retrieval.curated;

import io.gleaner.clustering.sampling.Draws;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Pools of clustered images, and what is drawn from them by definition. */
final class ClusterPool {
  record Image(String id, int cluster) {
    float similarity() {
      return similarityOf(id);
    }
  }

  private ClusterPool() {}

  static ClusterCounts counts(int... imagesOfEachCluster) {
    ClusterCounts counts = new ClusterCounts();
    for (int cluster = 0; cluster < imagesOfEachCluster.length; cluster++) {
      for (int i = 0; i < imagesOfEachCluster[cluster]; i++) {
        counts.add(cluster);
      }
    }
    return counts;
  }

  /** One of 65 values from 0 to 1, many images to each. */
  static float similarityOf(String id) {
    return Math.floorMod(id.hashCode() * 31, 65) / 64f;
  }

  static List<Image> random(SplittableRandom random, int images, int clusters) {
    return IntStream.range(0, images)
        .mapToObj(i -> new Image(String.format(Locale.ROOT, "p%05d", i), random.nextInt(clusters)))
        .toList();
  }

  static long[] sizes(List<Image> pool, int clusters) {
    return sizes(pool, clusters, -1);
  }

  /** Counts the images of at least some similarity. */
  static long[] sizes(List<Image> pool, int clusters, float least) {
    long[] sizes = new long[clusters];
    pool.stream()
        .filter(image -> image.similarity() >= least)
        .forEach(image -> sizes[image.cluster]++);
    return sizes;
  }

  /** Sorts each cluster by hash and cuts, sorts the rest by hash and cuts. */
  static List<Retrieval> byDefinition(
      String set,
      List<Image> pool,
      ClusterConfig config,
      ClusterCounts counts,
      int clusters,
      long seed) {
    ToLongFunction<Image> hash = image -> Draws.hash(seed, "retrieve/" + set, image.id);
    Comparator<Image> order =
        (a, b) -> Long.compareUnsigned(hash.applyAsLong(a), hash.applyAsLong(b));
    List<Image> drawn = new ArrayList<>();
    for (int cluster = 0; cluster < clusters; cluster++) {
      int wanted = cluster;
      if (counts.count(cluster) > config.moreThan()) {
        pool.stream()
            .filter(image -> image.cluster == wanted)
            .filter(image -> image.similarity() >= config.minSimilarity().value())
            .sorted(order)
            .limit(config.perCluster())
            .forEach(drawn::add);
      }
    }
    return drawn.stream()
        .sorted(order)
        .limit(config.cap())
        .map(image -> Retrieval.byCluster(set, image.id, image.cluster, image.similarity()))
        .sorted(Retrieval.ORDER)
        .toList();
  }
}
