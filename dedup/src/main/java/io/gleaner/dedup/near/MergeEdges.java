package io.gleaner.dedup.near;

import io.gleaner.clustering.workers.GatherBlocks;
import java.util.Locale;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Gives each edge once, however often it comes: {@link UniqueEdges} over a collection. Edges are
 * shuffled as blocks, by the smaller id; those of a partition come out by a, then b, in blocks of
 * at most 16,384.
 *
 * <p>A worker holds one partition: 60 bytes for each edge that comes in, and the ids. Counter:
 * {@code near/edges}.
 */
public final class MergeEdges extends PTransform<PCollection<EdgeBlock>, PCollection<EdgeBlock>> {
  private static final int EDGES_PER_BLOCK = 1 << 14;

  private final int partitions;

  private MergeEdges(int partitions) {
    this.partitions = partitions;
  }

  /**
   * @param partitions into how many parts pairs are hashed, at least 1; some million edges a part
   *     are a good size
   */
  public static MergeEdges of(int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "partitions is %d, must be at least 1", partitions));
    }
    return new MergeEdges(partitions);
  }

  @Override
  public PCollection<EdgeBlock> expand(PCollection<EdgeBlock> blocks) {
    return blocks
        .apply("Partition", ParDo.of(new Partition(partitions)))
        .setCoder(KvCoder.of(VarIntCoder.of(), EdgeBlockCoder.of()))
        .apply("Gather", GatherBlocks.create())
        .apply("Merge", ParDo.of(new Merge()))
        .setCoder(EdgeBlockCoder.of());
  }

  private static final class Partition extends DoFn<EdgeBlock, KV<Integer, EdgeBlock>> {
    private final int partitions;

    Partition(int partitions) {
      this.partitions = partitions;
    }

    @ProcessElement
    public void process(@Element EdgeBlock block, OutputReceiver<KV<Integer, EdgeBlock>> out) {
      UniqueEdges.split(block, partitions).forEach((part, edges) -> out.output(KV.of(part, edges)));
    }
  }

  private static final class Merge extends DoFn<KV<Integer, Iterable<EdgeBlock>>, EdgeBlock> {
    private final Counter unique = Metrics.counter("near", "edges");

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<EdgeBlock>> partition, OutputReceiver<EdgeBlock> out) {
      EdgeBlock edges = UniqueEdges.merge(partition.getValue());
      edges.slices(EDGES_PER_BLOCK).forEach(out::output);
      unique.inc(edges.size());
    }
  }
}
