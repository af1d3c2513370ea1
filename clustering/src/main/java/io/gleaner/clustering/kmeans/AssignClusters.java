package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.vector.MatrixProduct;
import io.gleaner.clustering.workers.ScratchFolder;
import java.io.IOException;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Assigns each embedding of the shards to its most similar centroid: {@link NearestCentroid} over a
 * collection. One block of assignments for each block read, in no order; shards without embeddings
 * give none. Memory in a worker: the centroids once, 4 × clusters × dimension bytes; for each of
 * its threads 2 to 4 × clusters × dimension bytes in native memory and a block of {@value
 * #ROWS_PER_BLOCK} rows. Counter: {@code assign/assigned}.
 */
public final class AssignClusters
    extends PTransform<PCollection<EmbeddingShard>, PCollection<AssignmentBlock>> {
  /** Embeddings that were assigned so far. */
  public static final MetricNameFilter ASSIGNED = MetricNameFilter.named("assign", "assigned");

  private static final int ROWS_PER_BLOCK = 8192;

  private final CentroidSource centroids;

  private AssignClusters(CentroidSource centroids) {
    this.centroids = centroids;
  }

  /** Assigns to {@code centroids}, which travel with the transform: few of them. */
  public static AssignClusters to(Centroids centroids) {
    return new AssignClusters(() -> CentroidIndex.exact(centroids));
  }

  /**
   * Assigns to {@code centroids}, which travel through a file.
   *
   * @param folder keeps the file until the pipeline has run; nobody else's
   */
  public static AssignClusters to(Centroids centroids, CentroidSearch search, ScratchFolder folder)
      throws IOException {
    return new AssignClusters(StoredCentroids.write(centroids, search, folder));
  }

  @Override
  public PCollection<AssignmentBlock> expand(PCollection<EmbeddingShard> shards) {
    return shards
        .apply("NearestCentroid", ParDo.of(new Nearest(centroids)))
        .setCoder(AssignmentBlockCoder.of());
  }

  private static final class Nearest extends DoFn<EmbeddingShard, AssignmentBlock> {
    private final Counter assigned = Metrics.counter("assign", "assigned");
    private final CentroidSource centroids;
    private transient MatrixProduct product;
    private transient NearestCentroid nearest;

    Nearest(CentroidSource centroids) {
      this.centroids = centroids;
    }

    @Setup
    public void setUp() throws IOException {
      product = MatrixProduct.onCpu();
      nearest = centroids.index().open(product);
    }

    @ProcessElement
    public void process(@Element EmbeddingShard shard, OutputReceiver<AssignmentBlock> out)
        throws IOException {
      try (EmbeddingReader reader = shard.open(ROWS_PER_BLOCK)) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          out.output(nearest.of(block));
          assigned.inc(block.rows());
        }
      }
    }

    @Teardown
    public void tearDown() {
      if (nearest != null) {
        nearest.close();
      }
      if (product != null) {
        product.close();
      }
    }
  }
}
