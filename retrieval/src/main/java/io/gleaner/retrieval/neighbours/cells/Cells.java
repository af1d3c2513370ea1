package io.gleaner.retrieval.neighbours.cells;

import io.gleaner.clustering.Cluster;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.ResidentShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.clustering.kmeans.KMeansConfig;
import io.gleaner.clustering.sampling.TrainingSample;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
import io.gleaner.retrieval.neighbours.exact.NearestRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The cells of a base: around each centroid, the vectors that are nearest to it. Memory: 4 × cells
 * × dimension bytes; while they are trained, the sample, at most {@value #SAMPLE_ROWS} rows.
 */
public final class Cells {
  /*
   * k-means gives cells of uneven sizes, and the search of a cell takes time with the square of its
   * size. What a cell will have is told by its share of the sample: too large ones are cut by
   * k-means of their own rows, again and again, unless these are copies of one image. What is too
   * large nevertheless is searched in parts (CellTask).
   */
  static final int SAMPLE_ROWS = 1 << 18;

  private static final int ROWS_PER_CENTROID = 128;
  private static final int ITERATIONS = 10;
  private static final double TOLERANCE = 1e-3;

  /** Not the run's: neighbours do not change with it. */
  private static final long SEED = 0;

  private final float[] centroids;
  private final int dimension;

  /**
   * @param centroids [cells, dimension] row-major; empty: one cell that is never cut
   */
  Cells(float[] centroids, int dimension) {
    this.centroids = centroids;
    this.dimension = dimension;
  }

  /**
   * Trains the cells of {@code base}, on a sample that workers draw where the base is large.
   *
   * @param scratch for files that workers share; nobody else's
   * @param workers never change the result
   */
  public static Cells train(
      StoredEmbeddings base, CellConfig config, ScratchFolder scratch, Workers workers)
      throws IOException {
    int cells = config.count(base.rows());
    if (cells == 1 && base.rows() <= config.mostRows()) {
      return new Cells(new float[0], 1);
    }
    long limit = Math.min(SAMPLE_ROWS, (long) ROWS_PER_CENTROID * cells);
    EmbeddingBlock sample =
        EmbeddingBlock.concatenate(
            TrainingSample.draw(base.shards(), base.rows(), limit, SEED, scratch, workers));
    if (sample.rows() == 0) {
      return new Cells(new float[0], 1);
    }
    Trainer trainer =
        new Trainer(sample, config, (double) base.rows() / sample.rows(), workers.threads());
    trainer.split(IntStream.range(0, sample.rows()).toArray(), cells);
    return trainer.cells();
  }

  /** Returns whether the base is in one piece: nothing is partitioned. */
  public boolean isWhole() {
    return centroids.length == 0;
  }

  /** Returns the number of cells. */
  public int count() {
    return isWhole() ? 1 : centroids.length / dimension;
  }

  int dimension() {
    return dimension;
  }

  float[] centroids() {
    return centroids;
  }

  /** Returns the centroids, ready to be searched for those nearest to a vector. */
  NearestRows nearest() {
    return NearestRows.of(centroids, IntStream.range(0, count()).toArray(), dimension);
  }

  private static final class Trainer {
    private final EmbeddingBlock sample;
    private final CellConfig config;
    private final double weight; // rows of the base that a row of the sample stands for
    private final int threads;
    private final List<float[]> centroids = new ArrayList<>();

    Trainer(EmbeddingBlock sample, CellConfig config, double weight, int threads) {
      this.sample = sample;
      this.config = config;
      this.weight = weight;
      this.threads = threads;
    }

    /** Cuts the rows into {@code cells}, and those of them that are too large again. */
    void split(int[] rows, int cells) throws IOException {
      EmbeddingBlock part = gather(rows);
      List<EmbeddingShard> shard = List.of(new ResidentShard("sample", part));
      KMeansConfig means =
          new KMeansConfig(
              cells, ITERATIONS, KMeansConfig.Start.RANDOM, TOLERANCE, ROWS_PER_CENTROID, SEED);
      float[] trained = Cluster.spherically(shard, means, threads).centroids().values();
      int dimension = sample.dimension();
      int count = trained.length / dimension;
      int[] homes;
      try (NearestRows nearest =
          NearestRows.of(trained, IntStream.range(0, count).toArray(), dimension)) {
        homes = nearest.nearest(part.values(), rows.length, 1, Float.NEGATIVE_INFINITY).rows();
      }
      int[][] members = byHome(rows, homes, count);
      for (int cell = 0; cell < count; cell++) {
        int[] own = members[cell];
        int wanted = (int) Math.ceil(own.length * weight / config.rowsPerCell());
        boolean tooLarge = own.length * weight > config.mostRows();
        if (tooLarge && own.length < rows.length && Math.min(wanted, own.length) > 1) {
          split(own, wanted);
        } else if (own.length > 0) {
          centroids.add(Arrays.copyOfRange(trained, cell * dimension, (cell + 1) * dimension));
        }
      }
    }

    private static int[][] byHome(int[] rows, int[] homes, int count) {
      int[] sizes = new int[count];
      for (int home : homes) {
        sizes[home]++;
      }
      int[][] members = new int[count][];
      Arrays.setAll(members, home -> new int[sizes[home]]);
      for (int i = rows.length - 1; i >= 0; i--) {
        members[homes[i]][--sizes[homes[i]]] = rows[i];
      }
      return members;
    }

    private EmbeddingBlock gather(int[] rows) {
      int dimension = sample.dimension();
      String[] ids = new String[rows.length];
      float[] values = new float[rows.length * dimension];
      for (int i = 0; i < rows.length; i++) {
        ids[i] = sample.id(rows[i]);
        System.arraycopy(sample.values(), sample.offset(rows[i]), values, i * dimension, dimension);
      }
      return new EmbeddingBlock(ids, values, dimension);
    }

    Cells cells() {
      int dimension = sample.dimension();
      float[] all = new float[centroids.size() * dimension];
      for (int cell = 0; cell < centroids.size(); cell++) {
        System.arraycopy(centroids.get(cell), 0, all, cell * dimension, dimension);
      }
      return new Cells(all, dimension);
    }
  }
}
