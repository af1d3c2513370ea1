package io.gleaner.pipeline.run;

import io.gleaner.clustering.kmeans.AssignmentBlock;
import io.gleaner.clustering.kmeans.Centroids;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.pipeline.table.WriteTables;
import io.gleaner.retrieval.curated.SetShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Centroids and assignments as tables (docs/formats.md). */
final class ClusterTables {
  private static final double FIXED_POINT = 1L << 30;

  private ClusterTables() {}

  /** One image's cluster. */
  record Assignment(String id, int cluster, float similarity) {}

  /** Receives the rows of assignments. */
  interface Consumer {
    void accept(String id, int cluster, float similarity) throws IOException;
  }

  /**
   * How full the clusters are.
   *
   * @param images [clusters] members
   * @param similarity [clusters] sum of the members' cosines, times 2^30: exact, so that it does
   *     not depend on the order of rows
   */
  record Sizes(long[] members, long[] similarity) {
    long images() {
      return Arrays.stream(members).sum();
    }

    /** Returns the sum of squared distances to the centroid: 2 - 2 cosine each. */
    double inertia(int cluster) {
      return 2 * members[cluster] - 2 * (similarity[cluster] / FIXED_POINT);
    }
  }

  static WriteTables<AssignmentBlock, Assignment> writeAssignments(Location folder) {
    return WriteTables.to(
        folder, none -> assignments(), ClusterTables::rows, ClusterStage::firstId);
  }

  /** Writes assignments of images of {@link SetShard}s, each set's in a folder of its name. */
  static WriteTables<AssignmentBlock, Assignment> writeCurated(Location folder) {
    return WriteTables.to(
            folder, none -> assignments(), ClusterTables::curatedRows, ClusterStage::firstId)
        .inFolders(block -> SetShard.set(ClusterStage.firstId(block)));
  }

  private static Format<Assignment> assignments() {
    return Format.<Assignment>empty()
        .withText("id", Assignment::id)
        .withInteger("cluster", Assignment::cluster)
        .withFloat("similarity", Assignment::similarity);
  }

  private static Iterable<Assignment> rows(AssignmentBlock block) {
    return rows(block, id -> id);
  }

  private static Iterable<Assignment> curatedRows(AssignmentBlock block) {
    return rows(block, SetShard::id);
  }

  private static Iterable<Assignment> rows(AssignmentBlock block, UnaryOperator<String> id) {
    List<Assignment> rows = new ArrayList<>(block.rows());
    for (int row = 0; row < block.rows(); row++) {
      rows.add(
          new Assignment(
              id.apply(block.ids()[row]), block.clusters()[row], block.similarities()[row]));
    }
    return rows;
  }

  /** Streams assignments in the order of the files. */
  static void read(List<Location> files, Consumer consumer) throws IOException {
    for (Location file : files) {
      try (TableReader reader = TableReader.open(file, "id", "cluster", "similarity")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          consumer.accept(row.text(0), (int) row.integer(1), (float) row.real(2));
        }
      }
    }
  }

  static Sizes sizes(List<Location> assignments, int clusters) throws IOException {
    Sizes sizes = new Sizes(new long[clusters], new long[clusters]);
    read(
        assignments,
        (id, cluster, similarity) -> {
          sizes.members[cluster]++;
          sizes.similarity[cluster] += Math.round(similarity * FIXED_POINT);
        });
    return sizes;
  }

  static void write(Location file, Centroids centroids, Sizes sizes) throws IOException {
    int dimension = centroids.dimension();
    Format<Integer> format =
        Format.<Integer>empty()
            .withInteger("cluster", cluster -> cluster)
            .withVector(
                "centroid",
                cluster ->
                    Arrays.copyOfRange(
                        centroids.values(), cluster * dimension, (cluster + 1) * dimension))
            .withLong("size", cluster -> sizes.members[cluster])
            .withDouble("inertia", sizes::inertia);
    TableWriter.write(file, format, IntStream.range(0, centroids.clusters()).boxed().toList());
  }

  /** Returns how many images each cluster has, from the table of its centroids. */
  static long[] readSizes(Location file) throws IOException {
    List<Long> sizes = new ArrayList<>();
    try (TableReader reader = TableReader.open(file, "size")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        sizes.add(row.integer(0));
      }
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  static Centroids readCentroids(Location file) throws IOException {
    List<float[]> rows = new ArrayList<>();
    try (TableReader reader = TableReader.open(file, "cluster", "centroid")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        if (row.integer(0) != rows.size()) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "%s: cluster %d follows %d rows, must be numbered from 0",
                  file,
                  row.integer(0),
                  rows.size()));
        }
        rows.add(row.vector(1));
      }
    }
    if (rows.isEmpty()) {
      throw new IOException(file + " has no centroids");
    }
    int dimension = rows.get(0).length;
    float[] values = new float[rows.size() * dimension];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * dimension, dimension);
    }
    return new Centroids(values, dimension);
  }
}
