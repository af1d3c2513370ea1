package io.gleaner.clustering.kmeans;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.embedding.ClusteredRows;
import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.clustering.workers.LocalScratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributedKMeansTest {
  private static final long NO_HEAP = 0;
  private static final long MUCH_HEAP = 1L << 40;

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource({"1,1,PLUS_PLUS", "5,2,RANDOM", "3,4,PLUS_PLUS"})
  void on_anyShardsAndParallelism_givesTheBitsOfThreadsInTheDriver(
      int shards, int parallelism, KMeansConfig.Start start) throws Exception {
    EmbeddingBlock pool = ClusteredRows.of(6000, 12, 20, 3);
    KMeansConfig config = new KMeansConfig(20, 3, start, 0, 200, 9);
    SphericalKMeans.Trained expected = inDriver(pool, 1, config, MUCH_HEAP, 1);
    DirectWorkers workers = new DirectWorkers(parallelism);

    SphericalKMeans.Trained trained =
        new Training(config, new LocalScratch(root.toString()), workers, NO_HEAP)
            .on(ClusteredRows.shards(pool, shards), pool.rows());

    assertThat(trained.objectives()).hasSize(3).isEqualTo(expected.objectives());
    assertThat(trained.centroids().values()).isEqualTo(expected.centroids().values());
    assertThat(workers.runs()).as("one to draw, one an iteration").hasValue(4);
    assertThat(inDriver(pool, shards, config, MUCH_HEAP, parallelism).centroids().values())
        .isEqualTo(expected.centroids().values());
    try (var left = Files.walk(root)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void on_poolOfMostlyCopies_repairsEmptyClustersAlike() throws Exception {
    EmbeddingBlock pool = ClusteredRows.of(600, 8, 4, 5);
    float[] values = pool.values().clone();
    for (int row = 6; row < 600; row++) { // six different rows
      System.arraycopy(values, row % 6 * 8, values, row * 8, 8);
    }
    EmbeddingBlock copies = new EmbeddingBlock(pool.ids(), values, 8);
    KMeansConfig config = new KMeansConfig(20, 3, KMeansConfig.Start.RANDOM, 0, 1000, 2);

    SphericalKMeans.Trained expected = inDriver(copies, 1, config, MUCH_HEAP, 1);

    assertThat(new java.util.HashSet<>(rows(expected.centroids()))).hasSizeGreaterThan(6);
    assertThat(inDriver(copies, 3, config, NO_HEAP, 2).centroids().values())
        .isEqualTo(expected.centroids().values());
  }

  @Test
  void on_groupedCentroids_givesTheBitsOfThreadsInTheDriver() throws Exception {
    EmbeddingBlock pool = ClusteredRows.of(6000, 10, 100, 6);
    KMeansConfig config =
        new KMeansConfig(150, 2, KMeansConfig.Start.PLUS_PLUS, 0, 30, 2)
            .withSearch(new CentroidSearch(100, 3));

    SphericalKMeans.Trained expected = inDriver(pool, 1, config, MUCH_HEAP, 1);

    assertThat(inDriver(pool, 4, config, NO_HEAP, 2).centroids().values())
        .isEqualTo(expected.centroids().values());
  }

  private SphericalKMeans.Trained inDriver(
      EmbeddingBlock pool, int shards, KMeansConfig config, long heap, int parallelism)
      throws Exception {
    return new Training(
            config,
            new LocalScratch(root.toString()).unique(),
            new DirectWorkers(parallelism),
            heap)
        .on(ClusteredRows.shards(pool, shards), pool.rows());
  }

  private static List<List<Float>> rows(Centroids centroids) {
    Float[] boxed = new Float[centroids.values().length];
    Arrays.setAll(boxed, i -> centroids.values()[i]);
    List<List<Float>> rows = new java.util.ArrayList<>();
    for (int i = 0; i < boxed.length; i += centroids.dimension()) {
      rows.add(List.of(Arrays.copyOfRange(boxed, i, i + centroids.dimension())));
    }
    return rows;
  }
}
