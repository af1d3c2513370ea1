package io.gleaner.retrieval.curated;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * Retrieval by cluster for several sets in one pass over the pool's assignments: {@link
 * ClusterDraw} on each worker's shards, again over all that belong to a part of the set's clusters,
 * and over the whole set for its cap. One output for each part of each set, empty ones too,
 * ascending by id.
 *
 * <p>Shuffled: for each set about 1.25 × cap images, at most what the clusters it calls hold, of
 * (id + 17) bytes, once by part and once more by set; in elements of up to {@value #ROWS_HELD}
 * images over all sets and parts. Memory of a worker: {@value #ROWS_HELD} images of a draw on its
 * way, one part's draw (about 125,000 images), and for a set's cap 2 × cap images; about 200 bytes
 * each. Counter: {@code retrieve/assignments} (read).
 */
public final class DrawFromClusters
    extends PTransform<
        PCollection<AssignmentShard>, PCollection<KV<RetrievedPart, List<Retrieval>>>> {
  private static final long serialVersionUID = 1L;
  private static final int ROWS_HELD = 1 << 16;
  private static final KvCoder<RetrievedPart, List<Drawn>> PARTS =
      KvCoder.of(RetrievedPartCoder.of(), ListCoder.of(DrawnCoder.of()));

  private final ArrayList<ClusterCall> calls;

  /**
   * @param calls one for each set
   */
  public DrawFromClusters(List<ClusterCall> calls) {
    this.calls = new ArrayList<>(calls);
  }

  /** Returns the coder of the output. */
  public static KvCoder<RetrievedPart, List<Retrieval>> coder() {
    return KvCoder.of(RetrievedPartCoder.of(), ListCoder.of(RetrievalCoder.of()));
  }

  @Override
  public PCollection<KV<RetrievedPart, List<Retrieval>>> expand(
      PCollection<AssignmentShard> shards) {
    List<KV<RetrievedPart, List<Drawn>>> empty = new ArrayList<>();
    for (ClusterCall call : calls) {
      for (int part = 0; part < call.parts(); part++) {
        empty.add(KV.of(call.part(part), List.of()));
      }
    }
    PCollection<KV<RetrievedPart, List<Drawn>>> drawn =
        shards.apply("DrawFromShards", ParDo.of(new FromShards(calls))).setCoder(PARTS);
    PCollection<KV<RetrievedPart, List<Drawn>>> parts =
        PCollectionList.of(drawn)
            .and(shards.getPipeline().apply("Parts", Create.of(empty).withCoder(PARTS)))
            .apply("WithEmpty", Flatten.pCollections())
            .apply("GroupByPart", GroupByKey.create())
            .apply("DrawFromPart", ParDo.of(new FromParts(calls)))
            .setCoder(PARTS);
    PCollectionView<Map<String, Drawn>> bars =
        parts
            .apply("BySet", ParDo.of(new BySet()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), ListCoder.of(DrawnCoder.of())))
            .apply("GroupBySet", GroupByKey.create())
            .apply("Cap", ParDo.of(new Cap(calls)))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), DrawnCoder.of()))
            .apply("Bars", View.asMap());
    return parts
        .apply("BelowCap", ParDo.of(new BelowCap(bars)).withSideInputs(bars))
        .setCoder(coder());
  }

  private static Map<String, ClusterCall> bySet(List<ClusterCall> calls) {
    Map<String, ClusterCall> bySet = new LinkedHashMap<>();
    calls.forEach(call -> bySet.put(call.set(), call));
    return bySet;
  }

  private static final class FromShards
      extends DoFn<AssignmentShard, KV<RetrievedPart, List<Drawn>>> {
    private static final long serialVersionUID = 1L;

    private final Counter assignments = Metrics.counter("retrieve", "assignments");
    private final ArrayList<ClusterCall> calls;
    private transient ClusterDraw[] draws;

    FromShards(List<ClusterCall> calls) {
      this.calls = new ArrayList<>(calls);
    }

    @StartBundle
    public void startBundle() {
      draws = new ClusterDraw[calls.size()];
      for (int i = 0; i < draws.length; i++) {
        draws[i] = newDraw(i);
      }
    }

    private ClusterDraw newDraw(int call) {
      ClusterConfig config = calls.get(call).config();
      return new ClusterDraw(config.perCluster(), config.cap());
    }

    @ProcessElement
    public void process(
        @Element AssignmentShard shard, OutputReceiver<KV<RetrievedPart, List<Drawn>>> output)
        throws IOException {
      long[] held = {rowsHeld()};
      long[] read = {0};
      shard.read(
          (id, cluster, similarity) -> {
            read[0]++;
            for (int i = 0; i < draws.length; i++) {
              Drawn image = calls.get(i).drawn(id, cluster, similarity);
              if (image != null) {
                held[0] -= draws[i].kept();
                draws[i].add(image);
                held[0] += draws[i].kept();
              }
            }
            if (held[0] >= ROWS_HELD) {
              held[0] = 0;
              send(output::output);
            }
          });
      assignments.inc(read[0]);
    }

    private long rowsHeld() {
      long held = 0;
      for (ClusterDraw draw : draws) {
        held += draw.kept();
      }
      return held;
    }

    private void send(Consumer<KV<RetrievedPart, List<Drawn>>> output) {
      for (int i = 0; i < draws.length; i++) {
        Map<RetrievedPart, List<Drawn>> parts = new LinkedHashMap<>();
        for (Drawn image : draws[i].drawn()) {
          parts
              .computeIfAbsent(calls.get(i).part(image.cluster()), part -> new ArrayList<>())
              .add(image);
        }
        parts.forEach((part, images) -> output.accept(KV.of(part, images)));
        draws[i] = newDraw(i);
      }
    }

    @FinishBundle
    public void finishBundle(FinishBundleContext context) {
      send(
          part ->
              context.output(part, GlobalWindow.INSTANCE.maxTimestamp(), GlobalWindow.INSTANCE));
      draws = null;
    }
  }

  private static final class FromParts
      extends DoFn<KV<RetrievedPart, Iterable<List<Drawn>>>, KV<RetrievedPart, List<Drawn>>> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<ClusterCall> calls;

    FromParts(List<ClusterCall> calls) {
      this.calls = new ArrayList<>(calls);
    }

    @ProcessElement
    public void process(
        @Element KV<RetrievedPart, Iterable<List<Drawn>>> part,
        OutputReceiver<KV<RetrievedPart, List<Drawn>>> output) {
      ClusterConfig config = bySet(calls).get(part.getKey().set()).config();
      ClusterDraw draw = new ClusterDraw(config.perCluster(), config.cap());
      part.getValue().forEach(images -> images.forEach(draw::add));
      output.output(KV.of(part.getKey(), draw.drawn()));
    }
  }

  private static final class BySet
      extends DoFn<KV<RetrievedPart, List<Drawn>>, KV<String, List<Drawn>>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<RetrievedPart, List<Drawn>> part,
        OutputReceiver<KV<String, List<Drawn>>> output) {
      output.output(KV.of(part.getKey().set(), part.getValue()));
    }
  }

  /** The last image of each set that has more than its cap. */
  private static final class Cap
      extends DoFn<KV<String, Iterable<List<Drawn>>>, KV<String, Drawn>> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<ClusterCall> calls;

    Cap(List<ClusterCall> calls) {
      this.calls = new ArrayList<>(calls);
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<List<Drawn>>> set, OutputReceiver<KV<String, Drawn>> output) {
      ClusterConfig config = bySet(calls).get(set.getKey()).config();
      ClusterDraw draw = new ClusterDraw(config.perCluster(), config.cap());
      set.getValue().forEach(images -> images.forEach(draw::add));
      List<Drawn> drawn = draw.drawn();
      if (drawn.size() == config.cap()) {
        output.output(KV.of(set.getKey(), drawn.get(drawn.size() - 1)));
      }
    }
  }

  private static final class BelowCap
      extends DoFn<KV<RetrievedPart, List<Drawn>>, KV<RetrievedPart, List<Retrieval>>> {
    private static final long serialVersionUID = 1L;

    private final PCollectionView<Map<String, Drawn>> bars;

    BelowCap(PCollectionView<Map<String, Drawn>> bars) {
      this.bars = bars;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      RetrievedPart part = context.element().getKey();
      Drawn bar = context.sideInput(bars).get(part.set());
      List<Retrieval> retrievals = new ArrayList<>();
      for (Drawn image : context.element().getValue()) {
        if (bar == null || Drawn.ORDER.compare(image, bar) <= 0) {
          retrievals.add(
              Retrieval.byCluster(part.set(), image.id(), image.cluster(), image.similarity()));
        }
      }
      retrievals.sort(Retrieval.ORDER);
      context.output(KV.of(part, retrievals));
    }
  }
}
