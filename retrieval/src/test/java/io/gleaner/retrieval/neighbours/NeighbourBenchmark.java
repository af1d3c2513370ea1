package io.gleaner.retrieval.neighbours;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingShard;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Processor time of building and asking the indexes on one thread, for comparison with Faiss and
 * hnswlib on the same vectors ({@code src/test/python/neighbours_peer.py}). Arguments, all
 * optional: vectors, queries, dimension, then search beams. To run it:
 *
 * <pre>
 * mvn -q -pl retrieval -am test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java --add-modules jdk.incubator.vector -Dai.djl.offline=true -Dai.djl.pytorch.num_threads=1 \
 *   -cp retrieval/target/test-classes:retrieval/target/classes:... \
 *   io.gleaner.retrieval.neighbours.NeighbourBenchmark 50000 2000 384 100 200
 * </pre>
 */
final class NeighbourBenchmark {
  private static final int K = 64;

  private NeighbourBenchmark() {}

  /** Prints seconds, queries a second and recall. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    int vectors = argument(arguments, 0, 50_000);
    int queries = argument(arguments, 1, 2_000);
    int dimension = argument(arguments, 2, 384);
    EmbeddingBlock base = FormulaVectors.block("b", 0, vectors, dimension);
    EmbeddingBlock asked = FormulaVectors.block("q", vectors, queries, dimension);
    List<EmbeddingShard> shards = Blocks.shards(base, 10_000);
    out.printf(Locale.ROOT, "%d x %d, %d queries, k = %d%n", vectors, dimension, queries, K);

    long start = processorNanos();
    HnswSearch graph = HnswSearch.over(SortedEmbeddings.of(shards), HnswConfig.DEFAULTS);
    out.printf(Locale.ROOT, "hnsw: built in %.1f s%n", seconds(start));
    List<NeighbourBlock> found = new ArrayList<>();
    for (int beam : beams(arguments)) {
      graph.withBeam(beam).nearest(Blocks.slice(asked, 0, Math.min(1000, queries)), K); // warms up
      start = processorNanos();
      found.add(graph.nearest(asked, K));
      out.printf(Locale.ROOT, "hnsw beam %d: %.0f queries/s%n", beam, queries / seconds(start));
    }

    NeighbourIndex exact = ExactIndex.over(SortedEmbeddings.of(shards), -1);
    exact.nearest(Blocks.slice(asked, 0, Math.min(500, queries)), K); // warms up
    start = processorNanos();
    NeighbourBlock truth = exact.nearest(asked, K);
    out.printf(Locale.ROOT, "exact: %.0f queries/s%n", queries / seconds(start));
    for (NeighbourBlock block : found) {
      out.printf(Locale.ROOT, "hnsw: recall@%d %.4f%n", K, Blocks.recall(block, truth));
    }
  }

  private static List<Integer> beams(String[] arguments) {
    List<Integer> beams = new ArrayList<>();
    for (int i = 3; i < arguments.length; i++) {
      beams.add(Integer.parseInt(arguments[i]));
    }
    return beams.isEmpty() ? List.of(100, 200) : beams;
  }

  private static int argument(String[] arguments, int place, int otherwise) {
    return place < arguments.length ? Integer.parseInt(arguments[place]) : otherwise;
  }

  /** Time of this thread, which does all the work, however busy the machine is. */
  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static double seconds(long start) {
    return (processorNanos() - start) / 1e9;
  }
}
