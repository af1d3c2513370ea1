package io.gleaner.pipeline.report.figures;

import java.util.List;

/** What one curated set retrieved. */
public record SetFigures(String set, String task, List<Retrieved> modes) {
  /**
   * By one mode.
   *
   * @param mode {@code sample}, {@code cluster} or {@code as_is}
   * @param collisions images that were retrieved by exactly n queries
   * @param similarity to what called for it, or null for {@code as_is}
   * @param usedQueries queries that retrieved an image at least, of {@code queries}
   * @param usedClusters clusters of the pool that what was retrieved lies in, of {@code clusters};
   *     0 of 0 where the run has none
   * @param examples queries with what they retrieved, drawn by a keyed hash
   * @param leastSimilar accepted images, the least similar first
   * @param without queries that retrieved nothing, or only what other queries retrieved too
   */
  public record Retrieved(
      String mode,
      long queries,
      long retrieved,
      long distinct,
      List<Collision> collisions,
      Histogram similarity,
      long usedQueries,
      long usedClusters,
      long clusters,
      Sample<Query> examples,
      Sample<Hit> leastSimilar,
      Sample<Without> without) {}

  /** Images that exactly {@code times} queries retrieved. */
  public record Collision(long times, long images) {}

  /** A curated image and what it retrieved, by rank. */
  public record Query(String query, List<Hit> hits) {}

  /**
   * A retrieved image.
   *
   * @param query the curated image that called for it, or null by cluster
   * @param rank from 1, or null
   */
  public record Hit(String query, String id, Integer rank, double similarity, Integer cluster) {}

  /** A query without images of its own, and why in words. */
  public record Without(String query, String why) {}
}
