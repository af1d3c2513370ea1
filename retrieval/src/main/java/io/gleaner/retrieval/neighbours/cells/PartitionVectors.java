package io.gleaner.retrieval.neighbours.cells;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.clustering.embedding.EmbeddingShard;
import io.gleaner.retrieval.neighbours.exact.NearestRows;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Writes the vectors of each batch to their cells, a {@link CellFile} for every {@link #fileRows}
 * of them, and says what all files hold together. A file's name depends on its batch alone, so that
 * a retried bundle writes the same file again.
 *
 * <p>Memory of a worker: the centroids, and the rows of a file, {@value #FILE_BYTES} bytes and
 * their ids. Disk: 4 × dimension bytes and an id for each row of the base and each visit of a
 * query; a query that is of the base visits its home for free. Counter: {@code
 * neighbours/partitioned}.
 */
public final class PartitionVectors
    extends PTransform<PCollection<VectorBatch>, PCollection<CellCounts>> {
  private static final long serialVersionUID = 1L;
  private static final int FILE_BYTES = 256 << 20;

  /** Rows of a file while there are few files, so that every worker has some to write. */
  private static final int FEW_ROWS = 16_384;

  /** Files from which on they grow, since a cell is read from a slice of each. */
  private static final int MANY_FILES = 4096;

  private final String folder;
  private final int cells;
  private final int nprobe;
  private final int fileRows;

  private PartitionVectors(String folder, int cells, int nprobe, int fileRows) {
    this.folder = folder;
    this.cells = cells;
    this.nprobe = nprobe;
    this.fileRows = fileRows;
  }

  /**
   * Partitions into {@code folder}, where the centroids of {@code cells} were written.
   *
   * @param nprobe cells that each query visits
   * @param fileRows most rows of a file
   */
  public static PartitionVectors into(String folder, Cells cells, int nprobe, int fileRows) {
    return new PartitionVectors(folder, cells.count(), nprobe, fileRows);
  }

  /**
   * Returns how many rows a worker holds at once.
   *
   * @param rows of all batches
   */
  public static int fileRows(Cells cells, long rows) {
    int most = Math.max(1, FILE_BYTES / Float.BYTES / cells.dimension());
    return (int) Math.min(most, Math.max(FEW_ROWS, rows / MANY_FILES));
  }

  @Override
  public PCollection<CellCounts> expand(PCollection<VectorBatch> batches) {
    return batches
        .apply("Place", ParDo.of(new Place(folder, nprobe, fileRows)))
        .setCoder(CellCountsCoder.of())
        .apply("Count", Combine.globally(new Sum(cells)));
  }

  private static final class Place extends DoFn<VectorBatch, CellCounts> {
    private static final long serialVersionUID = 1L;

    private final Counter partitioned = Metrics.counter("neighbours", "partitioned");
    private final String folder;
    private final int nprobe;
    private final int fileRows;
    private transient Cells cells;
    private transient NearestRows centroids;

    Place(String folder, int nprobe, int fileRows) {
      this.folder = folder;
      this.nprobe = nprobe;
      this.fileRows = fileRows;
    }

    @Setup
    public void setUp() throws IOException {
      cells = CentroidFile.read(folder);
      centroids = cells.nearest();
    }

    @Teardown
    public void tearDown() {
      centroids.close();
    }

    @ProcessElement
    public void process(@Element VectorBatch batch, OutputReceiver<CellCounts> output)
        throws IOException {
      String[] ids = new String[Math.min(fileRows, 1024)];
      float[] values = new float[ids.length * cells.dimension()];
      int rows = 0;
      int files = 0;
      for (EmbeddingShard shard : batch.shards()) {
        try (EmbeddingReader reader = shard.open(Math.min(fileRows, 1024))) {
          for (EmbeddingBlock block = reader.next(); block != null; block = reader.next()) {
            checkDimension(block);
            if (rows + block.rows() > fileRows) {
              output.output(write(batch, files++, ids, values, rows));
              rows = 0;
            }
            if (rows + block.rows() > ids.length) {
              int capacity = Math.min(fileRows, Math.max(rows + block.rows(), 2 * ids.length));
              ids = Arrays.copyOf(ids, capacity);
              values = Arrays.copyOf(values, capacity * cells.dimension());
            }
            System.arraycopy(block.ids(), 0, ids, rows, block.rows());
            System.arraycopy(
                block.values(), 0, values, rows * cells.dimension(), block.values().length);
            rows += block.rows();
          }
        }
      }
      if (rows > 0) {
        output.output(write(batch, files, ids, values, rows));
      }
    }

    private void checkDimension(EmbeddingBlock block) {
      if (block.dimension() != cells.dimension()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s and %d more have dimension %d, the other side of the search has %d",
                block.id(0),
                block.rows() - 1,
                block.dimension(),
                cells.dimension()));
      }
    }

    private CellCounts write(VectorBatch batch, int file, String[] ids, float[] values, int rows)
        throws IOException {
      PlacedRows placed =
          new PlacedRows(
              ids, values, rows, cells, centroids, nprobe, batch.base(), batch.queries());
      String path = String.format(Locale.ROOT, "%s/%s-%04d.cells", folder, batch.name(), file);
      CellFileWriter.write(path, placed);
      partitioned.inc(rows);
      return placed.counts(path, batch.base(), batch.queries());
    }
  }

  private static final class Sum extends Combine.CombineFn<CellCounts, CellCounts, CellCounts> {
    private static final long serialVersionUID = 1L;

    private final int cells;

    Sum(int cells) {
      this.cells = cells;
    }

    @Override
    public CellCounts createAccumulator() {
      return CellCounts.none(cells);
    }

    @Override
    public CellCounts addInput(CellCounts sum, CellCounts input) {
      return sum.plus(input);
    }

    @Override
    public CellCounts mergeAccumulators(Iterable<CellCounts> sums) {
      CellCounts total = createAccumulator();
      for (CellCounts sum : sums) {
        total = total.plus(sum);
      }
      return total;
    }

    @Override
    public CellCounts extractOutput(CellCounts sum) {
      return sum;
    }

    @Override
    public Coder<CellCounts> getAccumulatorCoder(CoderRegistry registry, Coder<CellCounts> input) {
      return CellCountsCoder.of();
    }

    @Override
    public Coder<CellCounts> getDefaultOutputCoder(
        CoderRegistry registry, Coder<CellCounts> input) {
      return CellCountsCoder.of();
    }
  }
}
