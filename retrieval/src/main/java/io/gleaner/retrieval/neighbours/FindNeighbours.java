package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.clustering.workers.Tasks;
import io.gleaner.retrieval.neighbours.cells.CellCounts;
import io.gleaner.retrieval.neighbours.cells.Cells;
import io.gleaner.retrieval.neighbours.cells.CentroidFile;
import io.gleaner.retrieval.neighbours.cells.PartitionVectors;
import io.gleaner.retrieval.neighbours.cells.VectorBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Finds the nearest base images of every query image. Blocks of some thousand queries come in no
 * order; an image without neighbours has an empty row, an image is not its own neighbour.
 *
 * <p>A base that is one cell is searched by {@link SearchWhole}: each JVM holds its index, and the
 * unit of parallel work is a query shard. Any other is written to its cells ({@link
 * PartitionVectors}), which are then searched one by one ({@link SearchCells}): no worker holds
 * more than a cell. The answer is that of the cells which each query visits, and exact of these,
 * where the index is; it does not depend on shards, batches, workers or their order.
 *
 * <p>Counters: {@code neighbours/queries} (complete), {@code neighbours/found}, {@code
 * neighbours/indexes} (built), {@code neighbours/partitioned} (rows), {@code neighbours/visits}.
 */
public final class FindNeighbours extends PTransform<PBegin, PCollection<NeighbourBlock>> {
  private static final long serialVersionUID = 1L;

  private final transient StoredEmbeddings queries;
  private final transient StoredEmbeddings base;
  private final transient boolean within;
  private final transient Cells cells;
  private final transient SearchConfig config;
  private final transient String scratch;
  private final transient int fileRows;

  private FindNeighbours(
      StoredEmbeddings queries,
      StoredEmbeddings base,
      boolean within,
      Cells cells,
      SearchConfig config,
      String scratch,
      int fileRows) {
    this.queries = queries;
    this.base = base;
    this.within = within;
    this.cells = cells;
    this.config = config;
    this.scratch = scratch;
    this.fileRows = fileRows;
  }

  /**
   * Returns the search for {@code queries} among the images of {@code base}.
   *
   * @param cells those of {@code base}
   * @param scratch a folder that every worker reaches, for the caller to delete once the pipeline
   *     has ended
   */
  public static FindNeighbours among(
      StoredEmbeddings queries,
      StoredEmbeddings base,
      Cells cells,
      SearchConfig config,
      String scratch) {
    return new FindNeighbours(
        queries,
        base,
        false,
        cells,
        config,
        scratch,
        PartitionVectors.fileRows(cells, queries.rows() + base.rows()));
  }

  /** Returns the search for each image of {@code pool} among the others. */
  public static FindNeighbours within(
      StoredEmbeddings pool, Cells cells, SearchConfig config, String scratch) {
    return new FindNeighbours(
        pool, pool, true, cells, config, scratch, PartitionVectors.fileRows(cells, pool.rows()));
  }

  /** The same with files of fewer rows. */
  FindNeighbours withFileRows(int fileRows) {
    return new FindNeighbours(queries, base, within, cells, config, scratch, fileRows);
  }

  /** Opens an index over {@code base}, which comes into memory, outside of a pipeline. */
  public static NeighbourIndex index(StoredEmbeddings base, SearchConfig config)
      throws IOException {
    return Indexes.over(SortedEmbeddings.of(base.shards()), base.rows(), config);
  }

  @Override
  public PCollection<NeighbourBlock> expand(PBegin begin) {
    if (cells.isWhole()) {
      return begin
          .apply("Queries", Tasks.of(queries.shards(), SerializableCoder.of(EmbeddingShard.class)))
          .apply("Whole", new SearchWhole(base, config, queries.rows()));
    }
    String folder = scratch + "/" + UUID.randomUUID(); // names files, decides nothing
    try {
      CentroidFile.write(folder, cells);
    } catch (IOException e) {
      throw new UncheckedIOException("centroids could not be written to " + folder, e);
    }
    int nprobe = Math.min(config.cells().nprobe(), cells.count());
    PCollection<CellCounts> counts =
        begin
            .apply("Batches", Tasks.of(batches(), SerializableCoder.of(VectorBatch.class)))
            .apply("Partition", PartitionVectors.into(folder, cells, nprobe, fileRows));
    return counts.apply("Search", new SearchCells(config, nprobe, within));
  }

  private List<VectorBatch> batches() {
    if (within) {
      return VectorBatch.of("pool", base, fileRows, true, true);
    }
    List<VectorBatch> batches =
        new ArrayList<>(VectorBatch.of("base", base, fileRows, true, false));
    batches.addAll(VectorBatch.of("query", queries, fileRows, false, true));
    return batches;
  }
}
