package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.workers.GatherBlocks;
import io.gleaner.retrieval.neighbours.cells.CellCounts;
import io.gleaner.retrieval.neighbours.cells.CellFile;
import io.gleaner.retrieval.neighbours.cells.CellRows;
import io.gleaner.retrieval.neighbours.cells.CellTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Searches the cells that were written: each by one worker, which holds its rows as an index, reads
 * past them all queries that visit the cell, and hands their lists to whoever merges those of their
 * home. Where each query visits one cell, in one part, nothing is merged.
 *
 * <p>Memory of a worker that searches: an index of at most {@code most_rows} rows ({@link
 * ExactIndex}, {@link HnswSearch}), a slice, and lists of some 30,000 queries; of one that merges:
 * 16 × k × nprobe × parts bytes for each of about 8,000 queries. Shuffled: k × nprobe × parts ×
 * some 8 bytes a query.
 */
final class SearchCells extends PTransform<PCollection<CellCounts>, PCollection<NeighbourBlock>> {
  private static final long serialVersionUID = 1L;

  private static final int NOBODY = -1;

  /** Bundles of cells that a small search has at most; each hands something to every merger. */
  private static final int BUNDLES = 128;

  /** Pairs in a bundle of a large one: some ten seconds of a core. */
  private static final double PAIRS = 1e10;

  private final SearchConfig config;
  private final int nprobe;
  private final boolean within;

  /**
   * @param nprobe cells that each query visits
   * @param within whether base and queries are the same rows
   */
  SearchCells(SearchConfig config, int nprobe, boolean within) {
    this.config = config;
    this.nprobe = nprobe;
    this.within = within;
  }

  @Override
  public PCollection<NeighbourBlock> expand(PCollection<CellCounts> counts) {
    PCollectionView<CellCounts> view = counts.apply("Counts", View.asSingleton());
    TupleTag<NeighbourBlock> whole = new TupleTag<>("whole");
    TupleTag<KV<Long, NeighbourBlock>> partial = new TupleTag<>("partial");
    PCollectionTuple lists =
        counts
            .apply("Plan", ParDo.of(new Plan(config.cells().mostRows())))
            .setCoder(ListCoder.of(SerializableCoder.of(CellTask.class)))
            .apply("Spread", Reshuffle.viaRandomKey())
            .apply(
                "SearchCells",
                ParDo.of(new Search(config, nprobe, within, view, partial))
                    .withSideInputs(view)
                    .withOutputTags(whole, TupleTagList.of(partial)));
    PCollection<NeighbourBlock> merged =
        lists
            .get(partial)
            .setCoder(KvCoder.of(VarLongCoder.of(), NeighbourBlockCoder.of()))
            .apply("ByHome", GatherBlocks.create())
            .apply("Merge", ParDo.of(new Merge(config.k())))
            .setCoder(NeighbourBlockCoder.of());
    return PCollectionList.of(lists.get(whole).setCoder(NeighbourBlockCoder.of()))
        .and(merged)
        .apply("All", Flatten.pCollections());
  }

  private static final class Plan extends DoFn<CellCounts, List<CellTask>> {
    private static final long serialVersionUID = 1L;

    private final int mostRows;

    Plan(int mostRows) {
      this.mostRows = mostRows;
    }

    @ProcessElement
    public void process(@Element CellCounts counts, OutputReceiver<List<CellTask>> output) {
      List<CellTask> tasks = CellTask.of(counts, mostRows);
      double pairs = tasks.stream().mapToDouble(CellTask::pairs).sum();
      int bundles = (int) Math.min(tasks.size(), BUNDLES + pairs / PAIRS);
      for (int bundle = 0; bundle < bundles; bundle++) {
        List<CellTask> some = new ArrayList<>();
        for (int i = bundle; i < tasks.size(); i += bundles) {
          some.add(tasks.get(i));
        }
        output.output(some);
      }
    }
  }

  private static final class Search extends DoFn<List<CellTask>, NeighbourBlock> {
    private static final long serialVersionUID = 1L;

    private final Counter visits = Metrics.counter("neighbours", "visits");
    private final Counter indexes = Metrics.counter("neighbours", "indexes");
    private final FoundCounters found = new FoundCounters();
    private final SearchConfig config;
    private final int nprobe;
    private final boolean within;
    private final PCollectionView<CellCounts> view;
    private final TupleTag<KV<Long, NeighbourBlock>> partial;

    Search(
        SearchConfig config,
        int nprobe,
        boolean within,
        PCollectionView<CellCounts> view,
        TupleTag<KV<Long, NeighbourBlock>> partial) {
      this.config = config;
      this.nprobe = nprobe;
      this.within = within;
      this.view = view;
      this.partial = partial;
    }

    @ProcessElement
    public void process(ProcessContext context) throws IOException {
      CellCounts counts = context.sideInput(view);
      ListsByHome lists =
          new ListsByHome(
              counts.homes(), (block, key) -> context.output(partial, KV.of(key, block)));
      for (CellTask task : context.element()) {
        search(task, counts, lists, context);
      }
      lists.finish();
    }

    private void search(CellTask task, CellCounts counts, ListsByHome lists, ProcessContext context)
        throws IOException {
      SortedEmbeddings base = read(task, counts.files());
      int teller = task.part() == 0 ? task.cell() : NOBODY;
      try (NeighbourIndex index = Indexes.over(base, task.visits(), config)) {
        indexes.inc();
        CellQueries queries =
            new CellQueries(
                index,
                config,
                (block, homes) -> {
                  visits.inc(block.rows());
                  if (nprobe == 1 && task.parts() == 1) {
                    found.count(block);
                    context.output(block);
                  } else {
                    lists.add(block, homes, teller);
                  }
                });
        if (within && task.parts() == 1) {
          askAll(base, task.cell(), queries);
        }
        for (String path : counts.files()) {
          try (CellFile file = CellFile.open(path)) {
            if (within && task.parts() > 1) {
              queries.ask(file.base(task.cell()));
            }
            queries.ask(file.queries(task.cell()));
          }
        }
        queries.finish();
      }
    }

    private static SortedEmbeddings read(CellTask task, String[] files) throws IOException {
      SortedEmbeddings.Builder builder = new SortedEmbeddings.Builder(task.expectedRows());
      for (String path : files) {
        try (CellFile file = CellFile.open(path)) {
          CellRows slice = file.base(task.cell());
          for (int row = 0; slice != null && row < slice.ids().length; row++) {
            if (task.holds(slice.ids()[row])) {
              builder.add(
                  slice.ids()[row], slice.values(), row * slice.dimension(), slice.dimension());
            }
          }
        }
      }
      return builder.build();
    }

    private static void askAll(SortedEmbeddings base, int cell, CellQueries queries) {
      int atOnce = 1024;
      for (int from = 0; from < base.rows(); from += atOnce) {
        var block = base.block(from, Math.min(base.rows(), from + atOnce));
        int[] homes = new int[block.rows()];
        Arrays.fill(homes, cell);
        queries.ask(new CellRows(block.ids(), block.values(), block.dimension(), homes));
      }
    }
  }

  private static final class Merge
      extends DoFn<KV<Long, Iterable<NeighbourBlock>>, NeighbourBlock> {
    private static final long serialVersionUID = 1L;

    private final FoundCounters found = new FoundCounters();
    private final int k;

    Merge(int k) {
      this.k = k;
    }

    @ProcessElement
    public void process(
        @Element KV<Long, Iterable<NeighbourBlock>> lists, OutputReceiver<NeighbourBlock> output) {
      List<NeighbourBlock> blocks = new ArrayList<>();
      lists.getValue().forEach(blocks::add);
      NeighbourBlock merged = MergeNeighbours.best(blocks, k);
      found.count(merged);
      output.output(merged);
    }
  }
}
