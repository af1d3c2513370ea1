package io.gleaner.pipeline.run;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.curated.ClusterChoice;
import io.gleaner.retrieval.curated.ClusterConfig;
import io.gleaner.retrieval.curated.ClusterCounts;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a set that retrieves by cluster drew from the clusters that hold its images.
 *
 * @param images of the set in each cluster
 * @param poolImages [clusters] images of the pool
 * @param similarEnough [clusters] images of the pool that the set may draw
 * @param retrieved images drawn before the cap
 * @param drawn pool images of each cluster that the set retrieved
 */
record SetClusters(
    String set,
    ClusterConfig config,
    ClusterCounts images,
    long[] poolImages,
    long[] similarEnough,
    long retrieved,
    ClusterCounts drawn) {
  /** A row of {@code clusters/sets.parquet}. */
  private record OfCluster(SetClusters of, int cluster) {
    ClusterChoice choice() {
      return ClusterChoice.of(
          of.config, of.images.count(cluster), of.poolImages[cluster], of.similarEnough[cluster]);
    }
  }

  /** Returns how many images of the set are in clusters from which something was drawn. */
  long used() {
    return rows()
        .filter(row -> drawn.count(row.cluster) > 0)
        .mapToLong(row -> images.count(row.cluster))
        .sum();
  }

  private Stream<OfCluster> rows() {
    return images.holding(0).stream().mapToObj(cluster -> new OfCluster(this, cluster));
  }

  /** Writes a row for each set and cluster that holds images of it, by set as given and cluster. */
  static void write(Location file, List<SetClusters> sets) throws IOException {
    Format<OfCluster> format =
        Format.<OfCluster>empty()
            .withText("set", row -> row.of.set)
            .withInteger("cluster", OfCluster::cluster)
            .withLong("images", row -> row.of.images.count(row.cluster))
            .withLong("pool_images", row -> row.of.poolImages[row.cluster])
            .withBoolean("chosen", row -> row.choice() == ClusterChoice.CHOSEN)
            .withLong("drawn", row -> row.of.drawn.count(row.cluster))
            .withText("reason", row -> row.choice().label());
    try (TableWriter<OfCluster> writer = TableWriter.open(file, format)) {
      for (SetClusters set : sets) {
        for (OfCluster row : (Iterable<OfCluster>) set.rows()::iterator) {
          writer.add(row);
        }
      }
      writer.commit();
    }
  }
}
