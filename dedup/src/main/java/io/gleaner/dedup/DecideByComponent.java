package io.gleaner.dedup;

import io.gleaner.clustering.workers.GatherBlocks;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
import io.gleaner.dedup.contraction.ContractStars;
import io.gleaner.dedup.contraction.GatherLinks;
import io.gleaner.dedup.contraction.Labels;
import io.gleaner.dedup.contraction.LinkBlock;
import io.gleaner.dedup.contraction.LinkBlockCoder;
import io.gleaner.dedup.contraction.Nodes;
import io.gleaner.dedup.near.EdgeBlock;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * The same decision as {@link Deduplicate#decide}, for edges that no machine holds. No decision
 * looks beyond a component of the edges of all kinds above their thresholds. So components are
 * labelled once, by {@link ContractStars}; whole components are hashed into buckets, with their
 * edges and images; and each bucket is decided on by itself, by one worker.
 *
 * <p>A worker that sorts holds a partition of some {@value #ROWS_PER_PARTITION} edges and images;
 * one that decides holds a bucket of some {@value #EDGES_PER_BUCKET} edges, or the largest
 * component if that has more: 150 bytes an edge and 250 an image, about, and the ids. Shuffled are,
 * in blocks, the links of two rounds or more, the edges above the thresholds twice, the images of
 * the pool once and those that an edge joins to another twice.
 */
final class DecideByComponent {
  private static final int ROWS_PER_PARTITION = 1_000_000;
  private static final int EDGES_PER_BUCKET = 1_000_000;
  private static final int MOST_PARTS = 1 << 12;

  private final DedupConfig config;
  private final StoredEvidence evidence;
  private final Set<String> never;
  private final ScratchFolder scratch;
  private final Workers workers;
  private final int linkPartitions;
  private final int partitions;
  private final int buckets;

  DecideByComponent(
      DedupConfig config,
      StoredEvidence evidence,
      Set<String> never,
      ScratchFolder scratch,
      Workers workers,
      int linkPartitions,
      int partitions,
      int buckets) {
    this.config = config;
    this.evidence = evidence;
    this.never = never;
    this.scratch = scratch;
    this.workers = workers;
    this.linkPartitions = linkPartitions;
    this.partitions = partitions;
    this.buckets = buckets;
  }

  /** As many partitions and buckets as the numbers of edges and images ask for. */
  static DecideByComponent of(
      DedupConfig config,
      StoredEvidence evidence,
      Set<String> never,
      ScratchFolder scratch,
      Workers workers) {
    long edges = evidence.edges();
    return new DecideByComponent(
        config,
        evidence,
        never,
        scratch,
        workers,
        ContractStars.partitions(edges),
        (int) Math.min(MOST_PARTS, 1 + (edges + evidence.poolImages()) / ROWS_PER_PARTITION),
        (int) Math.min(MOST_PARTS, 1 + edges / EDGES_PER_BUCKET));
  }

  /** Decides, and hands decisions to {@code sink}, which writes them in the same pipeline. */
  void decide(Consumer<PCollection<BucketDecision>> sink) throws IOException {
    ScratchFolder links = scratch.folder("links");
    Pipeline gather = workers.pipeline();
    gatherLinks(gather, links);
    workers.run(gather);
    ScratchFolder stars = ContractStars.in(scratch, workers, linkPartitions).stars(links);
    ScratchFolder large = scratch.folder("large");
    Pipeline decide = workers.pipeline();
    sink.accept(decideBuckets(decide, stars, large));
    workers.run(decide);
    stars.delete();
    failOnLargeComponent(large);
  }

  private void gatherLinks(Pipeline pipeline, ScratchFolder folder) {
    PCollectionList<LinkBlock> links = PCollectionList.empty(pipeline);
    for (Kind kind : evidence.kinds()) {
      links =
          links.and(
              evidence
                  .edges(pipeline, kind)
                  .apply("Links" + kind, ParDo.of(new ToLinks(above(kind))))
                  .setCoder(LinkBlockCoder.of()));
    }
    links.apply("AllLinks", Flatten.pCollections()).apply("Keep", GatherLinks.in(folder));
  }

  private PCollection<BucketDecision> decideBuckets(
      Pipeline pipeline, ScratchFolder stars, ScratchFolder large) throws IOException {
    KvCoder<Integer, Parcel> coder = KvCoder.of(VarIntCoder.of(), ParcelCoder.of());
    PCollectionList<KV<Integer, Parcel>> parcels =
        PCollectionList.of(
                ContractStars.read(pipeline, stars)
                    .apply("Components", ParDo.of(new SplitComponents(partitions)))
                    .setCoder(coder))
            .and(
                evidence
                    .images(pipeline)
                    .apply("Images", ParDo.of(new SplitImages(partitions)))
                    .setCoder(coder));
    for (Kind kind : evidence.kinds()) {
      parcels =
          parcels.and(
              evidence
                  .edges(pipeline, kind)
                  .apply("Edges" + kind, ParDo.of(new SplitEdges(kind, above(kind), partitions)))
                  .setCoder(coder));
    }
    return parcels
        .apply("Parcels", Flatten.pCollections())
        .apply("GatherNodes", GatherBlocks.create())
        .apply("Sort", ParDo.of(new Sort(buckets)))
        .setCoder(coder)
        .apply("GatherComponents", GatherBlocks.create())
        .apply("Decide", ParDo.of(new Decide(config, evidence.poolImages(), never, large)))
        .setCoder(BucketDecisionCoder.of());
  }

  /** The similarity above which an edge can decide anything. */
  private float above(Kind kind) {
    float above = Decider.above(config, kind);
    return kind == Kind.NEAR && evidence.kinds().contains(Kind.RELATIVE)
        ? Math.min(above, config.againstThreshold())
        : above;
  }

  /** Fails as the decision in memory does: at the first component, in the order of decisions. */
  private void failOnLargeComponent(ScratchFolder large) throws IOException {
    LargeComponentException first = null;
    for (String name : large.names()) {
      try (DataInputStream in = large.open(name)) {
        Component component = ComponentCoder.of().decode(in);
        if (first == null || Component.ORDER.compare(component, first.component()) < 0) {
          first =
              new LargeComponentException(
                  component, in.readInt(), config.limit(evidence.poolImages()));
        }
      }
    }
    large.delete();
    if (first != null) {
      throw first;
    }
  }

  private static final class ToLinks extends DoFn<EdgeBlock, LinkBlock> {
    private final float above;

    ToLinks(float above) {
      this.above = above;
    }

    @ProcessElement
    public void process(@Element EdgeBlock edges, OutputReceiver<LinkBlock> out) {
      var links = new LinkBlock.Builder(edges.size());
      for (int i = 0; i < edges.size(); i++) {
        if (edges.similarity(i) > above) {
          links.add(Nodes.of(edges.a(i)), Nodes.of(edges.b(i)));
        }
      }
      out.output(links.build());
    }
  }

  private static final class SplitComponents extends DoFn<LinkBlock, KV<Integer, Parcel>> {
    private final int partitions;

    SplitComponents(int partitions) {
      this.partitions = partitions;
    }

    @ProcessElement
    public void process(@Element LinkBlock stars, OutputReceiver<KV<Integer, Parcel>> out) {
      LinkBlock[] parts = Labels.byPartition(stars, partitions);
      for (int part = 0; part < partitions; part++) {
        if (parts[part] != null) {
          out.output(KV.of(part, new Parcel.Components(parts[part])));
        }
      }
    }
  }

  private static final class SplitImages extends DoFn<CandidateBlock, KV<Integer, Parcel>> {
    private final int partitions;

    SplitImages(int partitions) {
      this.partitions = partitions;
    }

    @ProcessElement
    public void process(@Element CandidateBlock images, OutputReceiver<KV<Integer, Parcel>> out) {
      SortedParcels.split(images, partitions)
          .forEach((part, parcel) -> out.output(KV.of(part, parcel)));
    }
  }

  private static final class SplitEdges extends DoFn<EdgeBlock, KV<Integer, Parcel>> {
    private final Kind kind;
    private final float above;
    private final int partitions;

    SplitEdges(Kind kind, float above, int partitions) {
      this.kind = kind;
      this.above = above;
      this.partitions = partitions;
    }

    @ProcessElement
    public void process(@Element EdgeBlock edges, OutputReceiver<KV<Integer, Parcel>> out) {
      SortedParcels.split(kind, edges, above, partitions)
          .forEach((part, parcel) -> out.output(KV.of(part, parcel)));
    }
  }

  private static final class Sort extends DoFn<KV<Integer, Iterable<Parcel>>, KV<Integer, Parcel>> {
    private final int buckets;

    Sort(int buckets) {
      this.buckets = buckets;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Parcel>> partition, OutputReceiver<KV<Integer, Parcel>> out) {
      var parcels = new SortedParcels();
      partition.getValue().forEach(parcels::add);
      parcels.sort(buckets, (bucket, parcel) -> out.output(KV.of(bucket, parcel)));
    }
  }

  /** A component that is too large is kept for the driver: a failure here would be tried again. */
  private static final class Decide extends DoFn<KV<Integer, Iterable<Parcel>>, BucketDecision> {
    private final DedupConfig config;
    private final long poolImages;
    private final HashSet<String> never;
    private final ScratchFolder large;

    Decide(DedupConfig config, long poolImages, Set<String> never, ScratchFolder large) {
      this.config = config;
      this.poolImages = poolImages;
      this.never = new HashSet<>(never);
      this.large = large;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Parcel>> parcels, OutputReceiver<BucketDecision> out)
        throws IOException {
      var bucket = new Bucket(parcels.getKey());
      parcels.getValue().forEach(bucket::add);
      try {
        out.output(bucket.decide(config, poolImages, never));
      } catch (LargeComponentException e) {
        large.write(
            parcels.getKey().toString(),
            file -> {
              ComponentCoder.of().encode(e.component(), file);
              file.writeInt(e.distinct());
            });
      }
    }
  }
}
