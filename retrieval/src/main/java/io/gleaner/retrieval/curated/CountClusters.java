package io.gleaner.retrieval.curated;

import io.gleaner.clustering.kmeans.AssignmentBlock;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Counts each curated set's images in each cluster, from assignments of {@link SetShard}s. One
 * output for each set that has images. Shuffled: at most 7 bytes for each image, added up before
 * where the runner does so. Memory of a worker: 8 bytes a cluster for each set that it adds up.
 */
public final class CountClusters
    extends PTransform<PCollection<AssignmentBlock>, PCollection<KV<String, ClusterCounts>>> {
  private static final long serialVersionUID = 1L;

  @Override
  public PCollection<KV<String, ClusterCounts>> expand(PCollection<AssignmentBlock> assignments) {
    KvCoder<String, ClusterCounts> coder =
        KvCoder.of(StringUtf8Coder.of(), ClusterCountsCoder.of());
    return assignments
        .apply("CountBlock", ParDo.of(new CountBlock()))
        .setCoder(coder)
        .apply("AddUp", Combine.perKey(new AddUp()))
        .setCoder(coder);
  }

  private static final class CountBlock extends DoFn<AssignmentBlock, KV<String, ClusterCounts>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element AssignmentBlock block, OutputReceiver<KV<String, ClusterCounts>> output) {
      Map<String, ClusterCounts> counts = new HashMap<>();
      for (int row = 0; row < block.rows(); row++) {
        counts
            .computeIfAbsent(SetShard.set(block.ids()[row]), set -> new ClusterCounts())
            .add(block.clusters()[row]);
      }
      counts.forEach((set, ofSet) -> output.output(KV.of(set, ofSet)));
    }
  }

  /** Adds up counts of parts. */
  static final class AddUp extends Combine.CombineFn<ClusterCounts, ClusterCounts, ClusterCounts> {
    private static final long serialVersionUID = 1L;

    @Override
    public ClusterCounts createAccumulator() {
      return new ClusterCounts();
    }

    @Override
    public ClusterCounts addInput(ClusterCounts sum, ClusterCounts counts) {
      sum.merge(counts);
      return sum;
    }

    @Override
    public ClusterCounts mergeAccumulators(Iterable<ClusterCounts> sums) {
      ClusterCounts total = new ClusterCounts();
      sums.forEach(total::merge);
      return total;
    }

    @Override
    public ClusterCounts extractOutput(ClusterCounts sum) {
      return sum;
    }

    @Override
    public Coder<ClusterCounts> getAccumulatorCoder(
        CoderRegistry registry, Coder<ClusterCounts> input) {
      return ClusterCountsCoder.of();
    }
  }
}
