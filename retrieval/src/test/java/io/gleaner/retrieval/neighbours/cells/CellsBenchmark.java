package io.gleaner.retrieval.neighbours.cells;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.ResidentShard;
import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.clustering.workers.LocalScratch;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.retrieval.neighbours.exact.NearestRows;
import io.gleaner.retrieval.neighbours.exact.RowLists;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What is lost by searching in cells: the share of the 64 nearest, and of those of them above a
 * floor, that the cells which a query visits hold, and planted pairs of near-copies (cosine above
 * 0.9) of which neither visits the home of the other. Vectors lie around 2,000 centres, the n-th of
 * which has a share of 1 / sqrt(n). Since cells are searched exactly, what they hold is what is
 * found, so that one exact search serves for all rows of the table. Arguments, all optional:
 * vectors, queries, dimension. To run it:
 *
 * <pre>
 * mvn -q -pl retrieval -am test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java --add-modules jdk.incubator.vector -Dai.djl.offline=true -Dai.djl.pytorch.num_threads=1 \
 *   -cp retrieval/target/test-classes:retrieval/target/classes:... \
 *   io.gleaner.retrieval.neighbours.cells.CellsBenchmark 100000 10000 384
 * </pre>
 */
final class CellsBenchmark {
  private static final int K = 64;
  private static final float FLOOR = 0.5f;
  private static final int CENTRES = 2000;
  private static final double SPREAD = 0.8; // of a vector, by the length of its centre
  private static final double COPY_SPREAD = 0.35; // cosine about 0.94 of two vectors
  private static final int MOST_PROBES = 16;

  private final EmbeddingBlock pool;
  private final int pairs;
  private final RowLists nearest;
  private final int queries;

  private CellsBenchmark(int vectors, int queries, int dimension) {
    this.queries = queries;
    pairs = vectors / 50;
    pool = pool(vectors, dimension);
    try (NearestRows rows =
        NearestRows.of(pool.values(), IntStream.range(0, vectors).toArray(), dimension)) {
      float[] warm = Arrays.copyOf(pool.values(), Math.min(2000, queries) * dimension);
      rows.nearest(warm, warm.length / dimension, K + 1, Float.NEGATIVE_INFINITY);
      long start = processorNanos();
      nearest = rows.nearest(pool.values(), queries, K + 1, Float.NEGATIVE_INFINITY);
      double seconds = (processorNanos() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%d x %d, exact, k = %d: %.0f queries a second of processor time%n",
          vectors,
          dimension,
          K,
          queries / seconds);
    }
  }

  /** Prints a table. */
  public static void main(String[] arguments) throws IOException {
    CellsBenchmark benchmark =
        new CellsBenchmark(
            argument(arguments, 0, 100_000),
            argument(arguments, 1, 10_000),
            argument(arguments, 2, 384));
    System.out.println(
        "| cells | largest | nprobe | rows compared | recall@64 | of cosines above 0.5 | lost pairs |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (int cells : new int[] {10, 30, 100, 300}) {
      benchmark.table(cells);
    }
  }

  private void table(int wanted) throws IOException {
    int rows = pool.rows();
    StoredEmbeddings stored = new StoredEmbeddings(List.of(new ResidentShard("pool", pool)), rows);
    CellConfig config = CellConfig.DEFAULTS.withCells(wanted).withRowsPerCell(rows / wanted);
    ScratchFolder scratch = new LocalScratch(Files.createTempDirectory("cells").toString());
    Cells cells = Cells.train(stored, config, scratch, new DirectWorkers(2));
    scratch.delete();
    int probes = Math.min(MOST_PROBES, cells.count());
    RowLists visited;
    try (NearestRows centroids = cells.nearest()) {
      visited = centroids.nearest(pool.values(), rows, probes, Float.NEGATIVE_INFINITY);
    }
    int[] sizes = new int[cells.count()];
    for (int row = 0; row < rows; row++) {
      sizes[visited.rows()[row * probes]]++;
    }
    for (int nprobe = 1; nprobe <= probes; nprobe *= 2) {
      System.out.printf(
          Locale.ROOT,
          "| %d | %d | %d | %.0f | %.4f | %.4f | %d of %d |%n",
          cells.count(),
          Arrays.stream(sizes).max().orElseThrow(),
          nprobe,
          compared(visited, probes, nprobe, sizes),
          recall(visited, probes, nprobe, -1),
          recall(visited, probes, nprobe, FLOOR),
          lost(visited, probes, nprobe),
          pairs);
    }
  }

  private double compared(RowLists visited, int probes, int nprobe, int[] sizes) {
    double sum = 0;
    for (int row = 0; row < pool.rows(); row++) {
      for (int probe = 0; probe < nprobe; probe++) {
        sum += sizes[visited.rows()[row * probes + probe]];
      }
    }
    return sum / pool.rows();
  }

  private double recall(RowLists visited, int probes, int nprobe, float floor) {
    long hits = 0;
    long all = 0;
    for (int query = 0; query < queries; query++) {
      for (int i = nearest.starts()[query]; i < nearest.starts()[query + 1]; i++) {
        int row = nearest.rows()[i];
        if (row != query && nearest.similarities()[i] >= floor) {
          all++;
          hits += visits(visited, probes, nprobe, query, row) ? 1 : 0;
        }
      }
    }
    return (double) hits / all;
  }

  private int lost(RowLists visited, int probes, int nprobe) {
    int lost = 0;
    for (int pair = 0; pair < pairs; pair++) {
      int copy = pool.rows() - 1 - pair;
      if (!visits(visited, probes, nprobe, pair, copy)
          && !visits(visited, probes, nprobe, copy, pair)) {
        lost++;
      }
    }
    return lost;
  }

  private static boolean visits(RowLists visited, int probes, int nprobe, int query, int row) {
    for (int probe = 0; probe < nprobe; probe++) {
      if (visited.rows()[query * probes + probe] == visited.rows()[row * probes]) {
        return true;
      }
    }
    return false;
  }

  /** The last rows are near-copies of the first. */
  private EmbeddingBlock pool(int vectors, int dimension) {
    SplittableRandom random = new SplittableRandom(5);
    float[] centres = new float[CENTRES * dimension];
    double[] shares = new double[CENTRES];
    for (int centre = 0; centre < CENTRES; centre++) {
      add(centres, centre * dimension, dimension, 1, random);
      shares[centre] = 1 / Math.sqrt(centre + 1) + (centre == 0 ? 0 : shares[centre - 1]);
    }
    float[] values = new float[vectors * dimension];
    String[] ids = new String[vectors];
    for (int row = 0; row < vectors; row++) {
      int offset = row * dimension;
      int original = vectors - 1 - row;
      if (original < pairs) {
        System.arraycopy(values, original * dimension, values, offset, dimension);
        add(values, offset, dimension, COPY_SPREAD, random);
      } else {
        int place = Arrays.binarySearch(shares, random.nextDouble(shares[CENTRES - 1]));
        int centre = place < 0 ? -place - 1 : place;
        System.arraycopy(centres, centre * dimension, values, offset, dimension);
        add(values, offset, dimension, SPREAD, random);
      }
      UnitVectors.normalise(values, offset, dimension);
      ids[row] = String.format(Locale.ROOT, "%08d", row);
    }
    return new EmbeddingBlock(ids, values, dimension);
  }

  /** Adds noise of about the given length. */
  private static void add(
      float[] values, int offset, int dimension, double length, SplittableRandom random) {
    double scale = length * Math.sqrt(3.0 / dimension);
    for (int i = offset; i < offset + dimension; i++) {
      values[i] += (float) (scale * random.nextDouble(-1, 1));
    }
  }

  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static int argument(String[] arguments, int place, int otherwise) {
    return place < arguments.length ? Integer.parseInt(arguments[place]) : otherwise;
  }
}
