package io.gleaner.dedup.contraction;

import io.gleaner.clustering.workers.GatherBlocks;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
import java.io.IOException;
import java.util.Locale;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connected components of any number of links: alternating large-star and small-star steps until
 * the links are stars (Kiveris et al. 2014), one pipeline a round, two shuffles of blocks in it.
 *
 * <p>A worker holds one partition, some {@value #LINKS_PER_PARTITION} links: 12 to 24 bytes a link
 * and 20 to 50 a node, 300 MB at most ({@link LargeStars}, {@link SpanningStars}). All links of a
 * node are in one partition: one with n larger neighbours, n less than the size of its component,
 * takes 12 to 24 n bytes there, some 200 MB for ten million; its smaller neighbours take nothing.
 *
 * <p>Rounds: O(log² nodes) by the paper, about log2 of the longest shortest path in practice, one
 * when everything fits in a partition; and one more that finds nothing to do. Links never become
 * more. A round is finished when no node of any partition is unsettled, which each partition tells
 * from its whole neighbourhood and keeps next to its links; no counter of a runner is asked.
 *
 * <p>The result depends on the set of links alone. All that workers leave is named by the partition
 * and written whole, so that a step can be done again at any time.
 */
public final class ContractStars {
  /** Links a partition, about. */
  static final int LINKS_PER_PARTITION = 4_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(ContractStars.class);
  private static final int MOST_PARTITIONS = 1 << 14;
  private static final int MOST_ROUNDS = 200;

  private final ScratchFolder scratch;
  private final Workers workers;
  private final int partitions;

  private ContractStars(ScratchFolder scratch, Workers workers, int partitions) {
    this.scratch = scratch;
    this.workers = workers;
    this.partitions = partitions;
  }

  /**
   * @param scratch nobody else's; keeps the rounds
   * @param partitions into how many parts nodes are hashed, at least 1; of no influence on the
   *     result. See {@link #partitions}.
   */
  public static ContractStars in(ScratchFolder scratch, Workers workers, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "partitions is %d, must be at least 1", partitions));
    }
    return new ContractStars(scratch, workers, partitions);
  }

  /** Returns a good number of partitions for {@code links} links. */
  public static int partitions(long links) {
    return (int) Math.min(MOST_PARTITIONS, 1 + links / LINKS_PER_PARTITION);
  }

  /**
   * Contracts the links that {@link GatherLinks} kept in {@code links}, and forgets them.
   *
   * @return the folder in which the stars are kept: one link for each node that is not the smallest
   *     of its component, from that smallest node
   */
  public ScratchFolder stars(ScratchFolder links) throws IOException {
    ScratchFolder from = links;
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      ScratchFolder to = scratch.folder("stars-" + round);
      ScratchFolder unsettled = scratch.folder("unsettled-" + round);
      long start = System.nanoTime();
      run(from, to, unsettled);
      from.delete();
      int left = unsettled.names().size();
      unsettled.delete();
      LOG.info(
          "round {} of star contraction: {} of {} partitions had unsettled nodes, {} s",
          round,
          left,
          partitions,
          Math.round((System.nanoTime() - start) / 1e8) / 10.0);
      if (left == 0) {
        return to;
      }
      from = to;
    }
    throw new IllegalStateException(
        String.format(
            Locale.ROOT, "links are not stars after %d rounds of contraction", MOST_ROUNDS));
  }

  /** Returns stars, or any links, that are kept in {@code folder}. */
  public static PCollection<LinkBlock> read(Pipeline pipeline, ScratchFolder folder)
      throws IOException {
    return KeptLinks.read(pipeline, folder);
  }

  private void run(ScratchFolder from, ScratchFolder to, ScratchFolder unsettled)
      throws IOException {
    KvCoder<Integer, LinkBlock> coder = KvCoder.of(VarIntCoder.of(), LinkBlockCoder.of());
    Pipeline pipeline = workers.pipeline();
    read(pipeline, from)
        .apply("ToBothEnds", ParDo.of(new ToBothEnds(partitions)))
        .setCoder(coder)
        .apply("GatherNodes", GatherBlocks.create())
        .apply("LargeStars", ParDo.of(new Large(partitions, unsettled)))
        .setCoder(coder)
        .apply("GatherLarger", GatherBlocks.create())
        .apply("SmallStars", ParDo.of(new Small(to)));
    workers.run(pipeline);
  }

  private static void output(LinkBlock[] parts, DoFn.OutputReceiver<KV<Integer, LinkBlock>> out) {
    for (int part = 0; part < parts.length; part++) {
      if (parts[part] != null) {
        out.output(KV.of(part, parts[part]));
      }
    }
  }

  private static final class ToBothEnds extends DoFn<LinkBlock, KV<Integer, LinkBlock>> {
    private final int partitions;

    ToBothEnds(int partitions) {
      this.partitions = partitions;
    }

    @ProcessElement
    public void process(@Element LinkBlock block, OutputReceiver<KV<Integer, LinkBlock>> out) {
      output(block.byEnds(partitions), out);
    }
  }

  private static final class Large
      extends DoFn<KV<Integer, Iterable<LinkBlock>>, KV<Integer, LinkBlock>> {
    private final int partitions;
    private final ScratchFolder unsettled;

    Large(int partitions, ScratchFolder unsettled) {
      this.partitions = partitions;
      this.unsettled = unsettled;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<LinkBlock>> partition,
        OutputReceiver<KV<Integer, LinkBlock>> out)
        throws IOException {
      var nodes = new LargeStars(partition.getKey(), partitions);
      partition.getValue().forEach(nodes::add);
      if (nodes.isUnsettled()) {
        unsettled.write(partition.getKey().toString(), file -> {});
      }
      nodes.stars(stars -> output(stars.byLarger(partitions), out));
    }
  }

  private static final class Small extends DoFn<KV<Integer, Iterable<LinkBlock>>, Void> {
    private final ScratchFolder folder;

    Small(ScratchFolder folder) {
      this.folder = folder;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<LinkBlock>> partition) throws IOException {
      var stars = new SpanningStars();
      partition.getValue().forEach(stars::join);
      KeptLinks.write(folder, partition.getKey().toString(), stars);
    }
  }
}
