package io.gleaner.pipeline.run;

import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.clustering.workers.GatherBlocks;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.LocationScratch;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.curated.SetShard;
import io.gleaner.retrieval.neighbours.Neighbour;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourBlockCoder;
import io.gleaner.retrieval.neighbours.Neighbours;
import io.gleaner.retrieval.neighbours.SearchConfig;
import io.gleaner.retrieval.neighbours.cells.Cells;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;

/**
 * Removes pool images that are near-copies of curated ones, where a recipe asks for that: those
 * whose nearest curated image is more similar than a threshold. The paper keeps them (Oquab et al.
 * 2024, A.3, compares the pool with evaluation images alone). Near-copies of what leaves have left
 * before, with the image that stands for them.
 *
 * <p>A table for each table of the pool that loses images, of the same relative name, so that
 * whoever reads one reads the other beside it (an empty one where none does). Memory: one cell of
 * curated images, and in a worker that writes the images that one table loses.
 */
final class CuratedCopiesStage implements Stage {
  static final String NAME = "curated_copies";

  private static final MetricNameFilter QUERIES = MetricNameFilter.named("neighbours", "queries");
  private static final KvCoder<Integer, NeighbourBlock> BLOCKS =
      KvCoder.of(VarIntCoder.of(), NeighbourBlockCoder.of());

  /** An image that leaves, and the curated image that it is near to. */
  private record Leaving(String id, String keptId, float similarity) {}

  private static final Format<Leaving> COLUMNS =
      Format.<Leaving>empty()
          .withText("id", Leaving::id)
          .withText("kept_id", Leaving::keptId)
          .withText("kind", image -> "curated")
          .withFloat("similarity", Leaving::similarity);

  private final RunDirectory directory;
  private final Inputs pool;
  private final RemovedImages removed;
  private final List<Inputs> curated;
  private final float threshold;
  private final SearchConfig search;

  /**
   * @param removed images of the pool that have left before
   * @param threshold cosine above which a pool image leaves
   */
  CuratedCopiesStage(
      RunDirectory directory,
      Inputs pool,
      RemovedImages removed,
      List<Inputs> curated,
      float threshold,
      SearchConfig search) {
    this.directory = directory;
    this.pool = pool;
    this.removed = removed;
    this.curated = List.copyOf(curated);
    this.threshold = threshold;
    this.search = search.withK(1).withFloor(threshold);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Location> outputs() {
    return List.of(directory.curatedCopies());
  }

  @Override
  public String fingerprint() {
    return Fingerprint.of("curated_copies/1")
        .with(pool.fingerprint().get())
        .with(removed.fingerprint().get())
        .withAll(curated.stream().map(inputs -> inputs.fingerprint().get()).toList())
        .with(search)
        .hex();
  }

  /** Returns what left before and here. */
  RemovedImages removed() {
    return removed.and(RemovedImages.of(directory.curatedCopies(), this));
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    List<EmbeddingShard> base = new ArrayList<>();
    long rows = 0;
    for (Inputs set : curated) {
      base.addAll(set.shards());
      rows += set.rows();
    }
    StoredEmbeddings images = pool.stored(removed);
    List<EmbeddingShard> numbered = new ArrayList<>();
    for (EmbeddingShard shard : images.shards()) {
      numbered.add(new SetShard(Integer.toString(numbered.size()), shard));
    }
    find(
        new StoredEmbeddings(numbered, images.rows()), new StoredEmbeddings(base, rows), execution);
    if (RunDirectory.tables(directory.curatedCopies()).isEmpty()) {
      write(directory.curatedCopies().resolve(pool.names().get(0)), List.of());
    }
    long left = RemovedImages.of(directory.curatedCopies(), this).count();
    return Map.of("curated", left, "left", images.rows() - left);
  }

  private void find(StoredEmbeddings images, StoredEmbeddings base, Execution execution)
      throws IOException {
    Location scratch = directory.curatedCopies().resolve(".cells");
    Cells cells =
        Retrieve.cells(base, search.cells(), new LocationScratch(scratch).unique(), execution);
    Pipeline pipeline = execution.pipeline();
    pipeline
        .apply("Search", Retrieve.neighbours(images, base, cells, search, scratch.toString()))
        .apply("Above", ParDo.of(new ByTable(threshold)))
        .setCoder(BLOCKS)
        .apply("ByTable", GatherBlocks.create())
        .apply("Write", ParDo.of(new Write(directory.curatedCopies(), pool.names())));
    try (Progress.Stage task = execution.progress().begin(name(), "images", images.rows())) {
      execution.run(pipeline, QUERIES, QUERIES, task);
    }
    scratch.deleteAll();
  }

  private static void write(Location file, List<Leaving> images) throws IOException {
    TableWriter.write(file, COLUMNS, images);
  }

  /** The images that leave, under their own ids, by the number of their table. */
  private static final class ByTable extends DoFn<NeighbourBlock, KV<Integer, NeighbourBlock>> {
    private static final long serialVersionUID = 1L;

    private final float threshold;

    ByTable(float threshold) {
      this.threshold = threshold;
    }

    @ProcessElement
    public void process(
        @Element NeighbourBlock lists, OutputReceiver<KV<Integer, NeighbourBlock>> output) {
      Map<Integer, List<Neighbours>> tables = new TreeMap<>();
      for (Neighbours list : lists.lists()) {
        if (!list.nearest().isEmpty() && list.nearest().get(0).similarity() > threshold) {
          tables
              .computeIfAbsent(
                  Integer.valueOf(SetShard.set(list.query())), none -> new ArrayList<>())
              .add(new Neighbours(SetShard.id(list.query()), list.nearest()));
        }
      }
      tables.forEach((table, some) -> output.output(KV.of(table, NeighbourBlock.of(some))));
    }
  }

  private static final class Write extends DoFn<KV<Integer, Iterable<NeighbourBlock>>, Void> {
    private static final long serialVersionUID = 1L;

    private final Location folder;
    private final ArrayList<String> names;

    Write(Location folder, List<String> names) {
      this.folder = folder;
      this.names = new ArrayList<>(names);
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<NeighbourBlock>> table) throws IOException {
      List<Leaving> leaving = new ArrayList<>();
      for (NeighbourBlock block : table.getValue()) {
        for (Neighbours list : block.lists()) {
          Neighbour kept = list.nearest().get(0);
          leaving.add(new Leaving(list.query(), kept.id(), kept.similarity()));
        }
      }
      leaving.sort(Comparator.comparing(Leaving::id));
      write(folder.resolve(names.get(table.getKey())), leaving);
    }
  }
}
