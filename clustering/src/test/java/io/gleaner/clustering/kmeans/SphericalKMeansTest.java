package io.gleaner.clustering.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.clustering.Cluster;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.ResidentShard;
import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.sampling.RowSample;
import io.gleaner.clustering.vector.MatrixProduct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SphericalKMeansTest {
  private static final int DIMENSION = 12;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5})
  void train_oneIteration_isOneLloydStepInDouble(long seed) {
    EmbeddingBlock rows = clustered(400, 7, seed);
    KMeansConfig config = new KMeansConfig(7, 1, KMeansConfig.Start.PLUS_PLUS, 0, 1000, seed);
    Centroids start = first(rows, config);
    double[][] sums = new double[7][DIMENSION];
    double objective = 0;
    for (int row = 0; row < rows.rows(); row++) {
      int best = 0;
      double most = Double.NEGATIVE_INFINITY;
      for (int cluster = 0; cluster < 7; cluster++) {
        double similarity = 0;
        for (int i = 0; i < DIMENSION; i++) {
          similarity +=
              (double) rows.values()[rows.offset(row) + i]
                  * start.values()[cluster * DIMENSION + i];
        }
        if (similarity > most) {
          most = similarity;
          best = cluster;
        }
      }
      objective += most;
      for (int i = 0; i < DIMENSION; i++) {
        sums[best][i] += rows.values()[rows.offset(row) + i];
      }
    }

    SphericalKMeans.Trained trained = SphericalKMeans.train(rows, config, 1);

    assertThat(trained.objectives()).hasSize(1);
    assertThat(trained.objectives().get(0)).isCloseTo(objective, within(1e-3));
    for (int cluster = 0; cluster < 7; cluster++) {
      double length = Math.sqrt(Arrays.stream(sums[cluster]).map(x -> x * x).sum());
      for (int i = 0; i < DIMENSION; i++) {
        assertThat((double) trained.centroids().values()[cluster * DIMENSION + i])
            .as("seed %d, cluster %d", seed, cluster)
            .isCloseTo(sums[cluster][i] / length, within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void train_otherParallelismOrOrder_givesTheSameBits(KMeansConfig.Start start) {
    EmbeddingBlock rows = clustered(6000, 20, 3);
    KMeansConfig config = new KMeansConfig(20, 10, start, 0, 1000, 9);
    SphericalKMeans.Trained one = SphericalKMeans.train(rows, config, 1);
    SphericalKMeans.Trained three = SphericalKMeans.train(rows, config, 3);

    assertThat(three.centroids().values()).isEqualTo(one.centroids().values());
    assertThat(three.objectives()).isEqualTo(one.objectives());
  }

  @Test
  void train_iterations_neverLowerTheObjective() {
    List<Double> objectives =
        SphericalKMeans.train(
                clustered(2000, 30, 5),
                new KMeansConfig(30, 15, KMeansConfig.Start.RANDOM, 0, 1000, 1),
                2)
            .objectives();
    for (int i = 1; i < objectives.size(); i++) {
      assertThat(objectives.get(i)).isGreaterThanOrEqualTo(objectives.get(i - 1) - 1e-3);
    }
  }

  @Test
  void train_plantedClusters_areFound() {
    EmbeddingBlock rows = clustered(3000, 10, 8);
    SphericalKMeans.Trained trained =
        SphericalKMeans.train(
            rows, new KMeansConfig(10, 20, KMeansConfig.Start.PLUS_PLUS, 0, 1000, 2), 2);
    assertThat(trained.objectives().get(trained.objectives().size() - 1) / rows.rows())
        .isGreaterThan(0.9);
  }

  @Test
  void train_fewerRowsThanClusters_givesACentroidForEachRow() {
    EmbeddingBlock rows = clustered(3, 3, 1);
    Centroids centroids = SphericalKMeans.train(rows, KMeansConfig.of(8, 0), 2).centroids();
    assertThat(centroids.clusters()).isEqualTo(3);
    assertThat(centroids.values()).doesNotContain(Float.NaN);
  }

  @Test
  void train_copiesOfOneRow_givesFiniteUnitCentroids() {
    float[] values = new float[50 * 2];
    Arrays.fill(values, (float) Math.sqrt(0.5));
    String[] ids = new String[50];
    Arrays.setAll(ids, i -> "copy-" + i);
    Centroids centroids =
        SphericalKMeans.train(new EmbeddingBlock(ids, values, 2), KMeansConfig.of(4, 0), 1)
            .centroids();
    for (int cluster = 0; cluster < centroids.clusters(); cluster++) {
      assertThat(Math.hypot(centroids.values()[2 * cluster], centroids.values()[2 * cluster + 1]))
          .isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void train_nothing_isRefused() {
    assertThatThrownBy(
            () ->
                SphericalKMeans.train(
                    new EmbeddingBlock(new String[0], new float[0], 2), KMeansConfig.of(2, 0), 1))
        .hasMessage("there are no embeddings to train centroids on");
  }

  @Test
  void nearest_equallySimilarCentroids_takesTheFirst() {
    Centroids centroids = new Centroids(new float[] {0, 1, 1, 0, 1, 0}, 2);
    EmbeddingBlock block = new EmbeddingBlock(new String[] {"a", "b"}, new float[] {1, 0, 0, 1}, 2);
    try (MatrixProduct product = MatrixProduct.onCpu()) {
      AssignmentBlock assigned = centroids.nearest(block, product);
      assertThat(assigned.clusters()).containsExactly(1, 0);
      assertThat(assigned.similarities()).containsExactly(1f, 1f);
    }
  }

  @Test
  void assign_shards_givesEveryImageItsNearest() {
    EmbeddingBlock rows = clustered(300, 5, 4);
    Centroids centroids = SphericalKMeans.train(rows, KMeansConfig.of(5, 0), 1).centroids();
    List<String> expected = new ArrayList<>();
    try (MatrixProduct product = MatrixProduct.onCpu()) {
      AssignmentBlock all = centroids.nearest(rows, product);
      for (int row = 0; row < all.rows(); row++) {
        expected.add(all.ids()[row] + " " + all.clusters()[row] + " " + all.similarities()[row]);
      }
    }
    List<EmbeddingShard> shards = new ArrayList<>();
    for (int from = 0; from < 300; from += 100) {
      shards.add(
          new ResidentShard(
              "shard-" + from,
              new EmbeddingBlock(
                  Arrays.copyOfRange(rows.ids(), from, from + 100),
                  Arrays.copyOfRange(rows.values(), from * DIMENSION, (from + 100) * DIMENSION),
                  DIMENSION)));
    }
    Pipeline pipeline = Pipeline.create();
    PAssert.that(
            pipeline
                .apply(Create.of(shards).withCoder(SerializableCoder.of(EmbeddingShard.class)))
                .apply(Cluster.assign(centroids)))
        .satisfies(
            blocks -> {
              List<String> found = new ArrayList<>();
              for (AssignmentBlock block : blocks) {
                for (int row = 0; row < block.rows(); row++) {
                  found.add(
                      block.ids()[row]
                          + " "
                          + block.clusters()[row]
                          + " "
                          + block.similarities()[row]);
                }
              }
              assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  private static Centroids first(EmbeddingBlock rows, KMeansConfig config) {
    RowSample drawn = Start.rows(config);
    drawn.offer(rows);
    try (ProductThreads threads = new ProductThreads(1)) {
      return Start.of(drawn.blocks(), config, threads);
    }
  }

  /** Unit rows around random centres, noise a tenth of a component. */
  private static EmbeddingBlock clustered(int rows, int centres, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] centre = new double[centres][DIMENSION];
    for (double[] each : centre) {
      Arrays.setAll(each, i -> random.nextDouble(-1, 1));
    }
    float[] values = new float[rows * DIMENSION];
    String[] ids = new String[rows];
    for (int row = 0; row < rows; row++) {
      ids[row] = String.format(Locale.ROOT, "%06d", row);
      double[] around = centre[random.nextInt(centres)];
      for (int i = 0; i < DIMENSION; i++) {
        values[row * DIMENSION + i] = (float) (around[i] + random.nextDouble(-0.2, 0.2));
      }
      UnitVectors.normalise(values, row * DIMENSION, DIMENSION);
    }
    return new EmbeddingBlock(ids, values, DIMENSION);
  }
}
