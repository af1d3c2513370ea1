package io.gleaner.retrieval.curated;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Counts the pool's images in each cluster that are similar enough to its centroid, for several
 * sets in one pass over the pool's assignments. One output for each set for which there are any.
 * Shuffled: for each shard and set at most 8 bytes a cluster. Memory of a worker: 8 bytes a cluster
 * for each set.
 */
public final class CountSimilar
    extends PTransform<PCollection<AssignmentShard>, PCollection<KV<String, ClusterCounts>>> {
  private static final long serialVersionUID = 1L;

  private final LinkedHashMap<String, MinSimilarity> sets;

  /**
   * @param sets what is similar enough, by the sets' names
   */
  public CountSimilar(Map<String, MinSimilarity> sets) {
    this.sets = new LinkedHashMap<>(sets);
  }

  @Override
  public PCollection<KV<String, ClusterCounts>> expand(PCollection<AssignmentShard> shards) {
    KvCoder<String, ClusterCounts> coder =
        KvCoder.of(StringUtf8Coder.of(), ClusterCountsCoder.of());
    return shards
        .apply("CountShard", ParDo.of(new CountShard(sets)))
        .setCoder(coder)
        .apply("AddUp", Combine.perKey(new CountClusters.AddUp()))
        .setCoder(coder);
  }

  private static final class CountShard extends DoFn<AssignmentShard, KV<String, ClusterCounts>> {
    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, MinSimilarity> sets;

    CountShard(LinkedHashMap<String, MinSimilarity> sets) {
      this.sets = sets;
    }

    @ProcessElement
    public void process(
        @Element AssignmentShard shard, OutputReceiver<KV<String, ClusterCounts>> output)
        throws IOException {
      Map<String, ClusterCounts> counts = new LinkedHashMap<>();
      sets.keySet().forEach(set -> counts.put(set, new ClusterCounts()));
      shard.read(
          (id, cluster, similarity) ->
              sets.forEach(
                  (set, least) -> {
                    if (least.admits(similarity)) {
                      counts.get(set).add(cluster);
                    }
                  }));
      counts.forEach((set, ofSet) -> output.output(KV.of(set, ofSet)));
    }
  }
}
