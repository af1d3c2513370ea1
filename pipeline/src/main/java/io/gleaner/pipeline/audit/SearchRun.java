package io.gleaner.pipeline.audit;

import io.gleaner.clustering.workers.GatherBlocks;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.neighbours.Neighbour;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourBlockCoder;
import io.gleaner.retrieval.neighbours.Neighbours;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PDone;

/**
 * Finds for each audited picture the nearest images of a run, exactly: every image is compared with
 * every picture, by bytes, by perceptual hash and by embedding. Nothing is indexed, and the run is
 * read once for each {@value #PICTURES} pictures.
 *
 * <p>Memory of a worker: {@value #PICTURES} pictures of 4 × dimension bytes and 9 × 12, some
 * thousand rows of the run, and 8 bytes for each row of {@code retrieved/}. Shuffled: for each
 * picture and group of tables at most 9 entries of some 80 bytes; groups are {@value
 * #GROUPS_PER_WORKER} a worker.
 *
 * <p>Counter: {@code audit/rows} that were compared.
 */
public final class SearchRun extends PTransform<PBegin, PDone> {
  /** Images of the run that were compared so far. */
  public static final MetricNameFilter ROWS = MetricNameFilter.named("audit", "rows");

  /** Groups of tables that are complete. */
  public static final MetricNameFilter GROUPS = MetricNameFilter.named("audit", "groups");

  private static final long serialVersionUID = 1L;
  private static final int PICTURES = 1 << 14;
  private static final int GROUPS_PER_WORKER = 4;
  private static final KvCoder<Integer, NeighbourBlock> BLOCKS =
      KvCoder.of(VarIntCoder.of(), NeighbourBlockCoder.of());
  private static final Format<Neighbours> COLUMNS =
      Format.<Neighbours>empty()
          .withText("id", Neighbours::query)
          .withText("nearest_id", row -> row.nearest().get(0).id())
          .withFloat("similarity", row -> row.nearest().get(0).similarity());

  private record Group(ArrayList<SearchedTable> tables) implements Serializable {}

  private final ArrayList<Location> audited;
  private final ArrayList<SearchedTable> tables;
  private final ArrayList<Location> retrieved;
  private final int perceptualDistance;
  private final Location output;
  private final int parallelism;
  private final int pictures;

  /**
   * @param audited tables of the pictures
   * @param tables of the run
   * @param retrieved tables with the ids that sets called for
   * @param perceptualDistance bits in which hashes of one picture may differ, or -1 for no look at
   *     them
   * @param output folder of the tables of what is found ({@link #table})
   * @param parallelism never changes the result
   */
  public SearchRun(
      List<Location> audited,
      List<SearchedTable> tables,
      List<Location> retrieved,
      int perceptualDistance,
      Location output,
      int parallelism) {
    this(audited, tables, retrieved, perceptualDistance, output, parallelism, PICTURES);
  }

  /**
   * @param pictures that are compared at once
   */
  SearchRun(
      List<Location> audited,
      List<SearchedTable> tables,
      List<Location> retrieved,
      int perceptualDistance,
      Location output,
      int parallelism,
      int pictures) {
    this.audited = new ArrayList<>(audited);
    this.tables = new ArrayList<>(tables);
    this.retrieved = new ArrayList<>(retrieved);
    this.perceptualDistance = perceptualDistance;
    this.output = output;
    this.parallelism = parallelism;
    this.pictures = pictures;
  }

  /** Returns the blocks of audited pictures as the search numbers them, from 0 on. */
  static AuditedBlocks blocks(List<Location> audited) {
    return new AuditedBlocks(audited, PICTURES);
  }

  /**
   * Returns the table of what is nearest to a block's pictures; there is none where nothing was
   * found. Columns: {@code id}, {@code nearest_id}, {@code similarity}.
   */
  static Location table(Location output, int block, Population population, Evidence evidence) {
    return output.resolve(
        String.format(Locale.ROOT, "part-%05d-%s-%s.parquet", block, population, evidence)
            .toLowerCase(Locale.ROOT));
  }

  @Override
  public PDone expand(PBegin begin) {
    begin
        .apply("Tables", Tasks.of(groups(), SerializableCoder.of(Group.class)))
        .apply("Compare", ParDo.of(new Compare(audited, retrieved, perceptualDistance, pictures)))
        .setCoder(BLOCKS)
        .apply("ByBlock", GatherBlocks.create())
        .apply("Write", ParDo.of(new Write(output)));
    return PDone.in(begin.getPipeline());
  }

  private List<Group> groups() {
    int count = Math.min(tables.size(), GROUPS_PER_WORKER * Math.max(1, parallelism));
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      groups.add(new Group(new ArrayList<>()));
    }
    for (int i = 0; i < tables.size(); i++) {
      groups.get(i % count).tables.add(tables.get(i));
    }
    return groups;
  }

  private static final class Compare extends DoFn<Group, KV<Integer, NeighbourBlock>> {
    private static final long serialVersionUID = 1L;

    private final Counter rows = Metrics.counter("audit", "rows");
    private final Counter groups = Metrics.counter("audit", "groups");
    private final ArrayList<Location> audited;
    private final ArrayList<Location> retrieved;
    private final int perceptualDistance;
    private final int pictures;
    private transient RetrievedIds ids;

    Compare(
        ArrayList<Location> audited,
        ArrayList<Location> retrieved,
        int perceptualDistance,
        int pictures) {
      this.audited = audited;
      this.retrieved = retrieved;
      this.perceptualDistance = perceptualDistance;
      this.pictures = pictures;
    }

    @ProcessElement
    public void process(@Element Group group, OutputReceiver<KV<Integer, NeighbourBlock>> output)
        throws IOException {
      if (ids == null) {
        ids = RetrievedIds.read(retrieved);
      }
      try (AuditedBlocks blocks = new AuditedBlocks(audited, pictures)) {
        int number = 0;
        for (AuditedBlock block = blocks.next(); block != null; block = blocks.next()) {
          NearestSoFar nearest = new NearestSoFar(block.vectors().ids());
          for (SearchedTable table : group.tables) {
            new TableSearch(table, ids, perceptualDistance).search(block, nearest, rows::inc);
          }
          for (int list = 0; list < NearestSoFar.LISTS; list++) {
            NeighbourBlock found = nearest.found(list);
            if (found.rows() > 0) {
              output.output(KV.of(number * NearestSoFar.LISTS + list, found));
            }
          }
          number++;
        }
      }
      groups.inc();
    }
  }

  private static final class Write extends DoFn<KV<Integer, Iterable<NeighbourBlock>>, Void> {
    private static final long serialVersionUID = 1L;

    private final Location folder;

    Write(Location folder) {
      this.folder = folder;
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<NeighbourBlock>> found) throws IOException {
      Map<String, Neighbour> nearest = new TreeMap<>();
      for (NeighbourBlock block : found.getValue()) {
        for (Neighbours list : block.lists()) {
          nearest.merge(
              list.query(),
              list.nearest().get(0),
              (one, other) -> Neighbour.ORDER.compare(one, other) <= 0 ? one : other);
        }
      }
      List<Neighbours> rows = new ArrayList<>();
      nearest.forEach((query, image) -> rows.add(new Neighbours(query, List.of(image))));
      int list = found.getKey() % NearestSoFar.LISTS;
      TableWriter.write(
          table(
              folder,
              found.getKey() / NearestSoFar.LISTS,
              NearestSoFar.population(list),
              NearestSoFar.evidence(list)),
          COLUMNS,
          rows);
    }
  }
}
