package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.sampling.StoredSample;
import io.gleaner.clustering.vector.MatrixProduct;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.clustering.workers.Workers;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;

/**
 * Assigns a stored sample by workers: one pipeline a pass. The centroids reach the workers through
 * a file; each worker adds up some of the sample's files and hands on the sums as ranges of
 * clusters of about {@value #BYTES_PER_RANGE} bytes, which are merged by range and written to one
 * file each. Sums travel as elements and a file's content depends on the pass alone, so that a
 * retried bundle counts once.
 *
 * <p>Memory in a worker, for each of its threads: 16 × clusters × (dimension + 1) bytes of sums and
 * 2 to 4 × clusters × dimension bytes of centroids in native memory, and a file of the sample; for
 * all together 4 × clusters × dimension bytes of centroids. In the driver 12 × clusters × dimension
 * bytes. Shuffled: 8 × clusters × (dimension + 1) bytes for each of {@value #TASKS_PER_WORKER}
 * tasks a worker.
 */
final class PipelinePass implements Pass<IOException> {
  private static final int BYTES_PER_RANGE = 1 << 22;
  private static final int TASKS_PER_WORKER = 3;

  private final StoredSample sample;
  private final CentroidSearch search;
  private final ScratchFolder scratch;
  private final Workers workers;
  private int passes;

  /**
   * @param scratch nobody else's
   */
  PipelinePass(StoredSample sample, CentroidSearch search, ScratchFolder scratch, Workers workers) {
    this.sample = sample;
    this.search = search;
    this.scratch = scratch;
    this.workers = workers;
  }

  @Override
  public ClusterSums over(Centroids centroids) throws IOException {
    ScratchFolder folder = scratch.folder("pass-" + passes++);
    StoredCentroids stored = StoredCentroids.write(centroids, search, folder.folder("centroids"));
    ScratchFolder results = folder.folder("sums");
    int clusters = Math.max(1, BYTES_PER_RANGE / (8 * (centroids.dimension() + 1)));
    Pipeline pipeline = workers.pipeline();
    pipeline
        .apply("Parts", Tasks.of(tasks(), ListCoder.of(StringUtf8Coder.of())))
        .apply("Sum", ParDo.of(new Sum(sample, stored, clusters)))
        .setCoder(KvCoder.of(VarIntCoder.of(), ClusterSumsCoder.of()))
        .apply("ByRange", GroupByKey.create())
        .apply("Merge", ParDo.of(new Merge(results)))
        .setCoder(VoidCoder.of());
    workers.run(pipeline);
    ClusterSums total = new ClusterSums(centroids.clusters(), centroids.dimension());
    for (int range = 0; range * (long) clusters < centroids.clusters(); range++) {
      try (DataInputStream in = results.open("range-" + range)) {
        total.merge(range * clusters, ClusterSums.read(in));
      }
    }
    folder.delete();
    return total;
  }

  private List<List<String>> tasks() {
    int count = Math.min(sample.parts().size(), TASKS_PER_WORKER * workers.parallelism());
    List<List<String>> tasks = new ArrayList<>();
    for (int task = 0; task < count; task++) {
      List<String> parts = new ArrayList<>();
      for (int i = task; i < sample.parts().size(); i += count) {
        parts.add(sample.parts().get(i));
      }
      tasks.add(parts);
    }
    return tasks;
  }

  private static final class Sum extends DoFn<List<String>, KV<Integer, ClusterSums>> {
    private final StoredSample sample;
    private final StoredCentroids centroids;
    private final int clustersPerRange;
    private transient CentroidIndex index;
    private transient MatrixProduct product;
    private transient NearestCentroid nearest;

    Sum(StoredSample sample, StoredCentroids centroids, int clustersPerRange) {
      this.sample = sample;
      this.centroids = centroids;
      this.clustersPerRange = clustersPerRange;
    }

    @Setup
    public void setUp() throws IOException {
      index = centroids.index();
      product = MatrixProduct.onCpu();
      nearest = index.open(product);
    }

    @ProcessElement
    public void process(@Element List<String> parts, OutputReceiver<KV<Integer, ClusterSums>> out)
        throws IOException {
      int clusters = index.centroids().clusters();
      ClusterSums sums = new ClusterSums(clusters, index.centroids().dimension());
      for (String part : parts) {
        EmbeddingBlock block = sample.read(part);
        sums.add(block, nearest.of(block));
      }
      for (int from = 0; from < clusters; from += clustersPerRange) {
        int to = Math.min(clusters, from + clustersPerRange);
        out.output(KV.of(from / clustersPerRange, sums.range(from, to)));
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

  private static final class Merge extends DoFn<KV<Integer, Iterable<ClusterSums>>, Void> {
    private final ScratchFolder results;

    Merge(ScratchFolder results) {
      this.results = results;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<ClusterSums>> range) throws IOException {
      ClusterSums total = null;
      for (ClusterSums part : range.getValue()) {
        if (total == null) {
          total = part.copy();
        } else {
          total.merge(0, part);
        }
      }
      results.write("range-" + range.getKey(), total::write);
    }
  }
}
