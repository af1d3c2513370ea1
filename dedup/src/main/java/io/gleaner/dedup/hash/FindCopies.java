package io.gleaner.dedup.hash;

import io.gleaner.clustering.workers.GatherBlocks;
import io.gleaner.dedup.near.EdgeBlock;
import io.gleaner.dedup.near.EdgeBlockCoder;
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
 * Edges between images with equal bytes ({@link #exact}) or near perceptual hashes ({@link
 * #perceptual}): {@link EqualHashes} and {@link HashEdges} over a collection. Each edge once, in
 * blocks of at most 16,384, in no order.
 *
 * <p>What is shuffled are blocks: each input block becomes at most one for each partition, for
 * perceptual hashes one for each mask and partition. A worker holds one partition: for each of its
 * images the id and 16 (perceptual) or 40 (exact) bytes, and its edges. Partitions have about
 * 100,000 images. Counters: {@code exact/edges}, {@code perceptual/edges}.
 */
public final class FindCopies extends PTransform<PCollection<HashBlock>, PCollection<EdgeBlock>> {
  private static final long IMAGES_PER_PARTITION = 100_000;
  private static final int MOST_PARTITIONS = 1 << 14;

  private static final int EDGES_PER_BLOCK = 1 << 14;

  private final Evidence evidence;

  private FindCopies(Evidence evidence) {
    super("FindCopies." + evidence.name());
    this.evidence = evidence;
  }

  /**
   * Finds images of equal SHA-256.
   *
   * @param images how many there are, or a guess: decides the number of partitions
   */
  public static FindCopies exact(long images) {
    return new FindCopies(new Evidence.Exact(partitions(images)));
  }

  /**
   * Finds images whose perceptual hashes differ in at most {@code distance} bits; flat pictures are
   * left out.
   *
   * @param distance 0 to 16
   * @param images how many there are, or a guess: decides the numbers of masks and partitions
   */
  public static FindCopies perceptual(int distance, long images) {
    if (distance < 0 || distance > 16) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "distance is %d, must be 0 to 16", distance));
    }
    return new FindCopies(new Evidence.Perceptual(distance, images, partitions(images)));
  }

  @Override
  public PCollection<EdgeBlock> expand(PCollection<HashBlock> blocks) {
    return blocks
        .apply("Partition", ParDo.of(new Partition(evidence)))
        .setCoder(KvCoder.of(VarIntCoder.of(), HashedIdsCoder.of()))
        .apply("Gather", GatherBlocks.create())
        .apply("Find", ParDo.of(new Find(evidence)))
        .setCoder(EdgeBlockCoder.of());
  }

  static int partitions(long images) {
    return (int) Math.min(MOST_PARTITIONS, 1 + images / IMAGES_PER_PARTITION);
  }

  private static final class Partition extends DoFn<HashBlock, KV<Integer, HashedIds>> {
    private final Evidence evidence;

    Partition(Evidence evidence) {
      this.evidence = evidence;
    }

    @ProcessElement
    public void process(@Element HashBlock block, OutputReceiver<KV<Integer, HashedIds>> out) {
      evidence.split(block).forEach((partition, hashed) -> out.output(KV.of(partition, hashed)));
    }
  }

  private static final class Find extends DoFn<KV<Integer, Iterable<HashedIds>>, EdgeBlock> {
    private final Evidence evidence;
    private final Counter found;

    Find(Evidence evidence) {
      this.evidence = evidence;
      this.found = Metrics.counter(evidence.name(), "edges");
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<HashedIds>> partition, OutputReceiver<EdgeBlock> out) {
      HashedIds all = null;
      for (HashedIds part : partition.getValue()) {
        if (all == null) {
          all = new HashedIds(part.width());
        }
        all.addAll(part);
      }
      var edges = new EdgeBlock.Builder();
      evidence.find(partition.getKey(), all, edges);
      edges.build().slices(EDGES_PER_BLOCK).forEach(out::output);
      found.inc(edges.size());
    }
  }
}
