package io.gleaner.pipeline.synth;

/**
 * How many embeddings are made, and how.
 *
 * @param images rows of the pool, at least 1
 * @param queries rows of the query set, at least 0
 * @param dimension components of a vector, 8 to 65536
 * @param clusters that rows fall into, at least 1
 * @param copies share of the pool's rows that are copies of other rows, 0 to 0.9
 * @param rowsPerTable rows of a Parquet file, at least 1
 * @param seed of all draws
 */
public record SynthConfig(
    long images,
    long queries,
    int dimension,
    int clusters,
    double copies,
    int rowsPerTable,
    long seed) {
  /** Images for each cluster where the number of clusters is not given. */
  private static final int IMAGES_PER_CLUSTER = 100;

  public SynthConfig {
    check(images >= 1, "images", images, "at least 1");
    check(queries >= 0, "queries", queries, "at least 0");
    check(dimension >= 8 && dimension <= 1 << 16, "dimension", dimension, "8 to 65536");
    check(clusters >= 1, "clusters", clusters, "at least 1");
    check(copies >= 0 && copies <= 0.9, "copies", copies, "0 to 0.9");
    check(rowsPerTable >= 1, "rows-per-table", rowsPerTable, "at least 1");
  }

  /** Returns the number of clusters of {@code images} where it is not given: one for each 100. */
  public static int clustersOf(long images) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, images / IMAGES_PER_CLUSTER));
  }

  private static void check(boolean good, String name, Object value, String allowed) {
    if (!good) {
      throw new IllegalArgumentException(name + " is " + value + ", must be " + allowed);
    }
  }
}
