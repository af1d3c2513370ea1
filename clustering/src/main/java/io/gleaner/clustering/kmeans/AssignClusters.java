package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.vector.MatrixProduct;
import java.io.IOException;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Assigns each embedding of the shards to its most similar centroid: {@link Centroids#nearest} over
 * a collection. One block of assignments for each block read, in no order; shards without
 * embeddings give none. A worker holds the centroids once and one block. Counter: {@code
 * assign/assigned}.
 */
public final class AssignClusters
    extends PTransform<PCollection<EmbeddingShard>, PCollection<AssignmentBlock>> {
  /** Embeddings that were assigned so far. */
  public static final MetricNameFilter ASSIGNED = MetricNameFilter.named("assign", "assigned");

  private static final int ROWS_PER_BLOCK = 4096;

  private final Centroids centroids;

  private AssignClusters(Centroids centroids) {
    this.centroids = centroids;
  }

  /** Assigns to {@code centroids}, which travel with the transform. */
  public static AssignClusters to(Centroids centroids) {
    return new AssignClusters(centroids);
  }

  @Override
  public PCollection<AssignmentBlock> expand(PCollection<EmbeddingShard> shards) {
    return shards
        .apply("NearestCentroid", ParDo.of(new Nearest(centroids)))
        .setCoder(AssignmentBlockCoder.of());
  }

  private static final class Nearest extends DoFn<EmbeddingShard, AssignmentBlock> {
    private final Counter assigned = Metrics.counter("assign", "assigned");
    private final Centroids centroids;
    private transient MatrixProduct product;

    Nearest(Centroids centroids) {
      this.centroids = centroids;
    }

    @Setup
    public void setUp() {
      product = MatrixProduct.onCpu();
    }

    @ProcessElement
    public void process(@Element EmbeddingShard shard, OutputReceiver<AssignmentBlock> out)
        throws IOException {
      try (EmbeddingReader reader = shard.open(ROWS_PER_BLOCK)) {
        for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
          out.output(centroids.nearest(block, product));
          assigned.inc(block.rows());
        }
      }
    }

    @Teardown
    public void tearDown() {
      product.close();
    }
  }
}
