package io.gleaner.clustering.kmeans;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.sampling.RowSample;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Seconds of training and of assigning, for comparison with Faiss on the same vectors ({@code
 * docs/measure/kmeans_peer.py} runs it). Arguments: a file of float32 rows, dimension, clusters,
 * iterations, start, threads, exact_up_to, probed_groups.
 *
 * <pre>
 * mvn -q -pl clustering test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java --add-modules jdk.incubator.vector -Dai.djl.offline=true -Dai.djl.pytorch.num_threads=1 \
 *   -cp clustering/target/test-classes:clustering/target/classes:$(cat clustering/target/cp) \
 *   io.gleaner.clustering.kmeans.KMeansBenchmark FILE 384 1000 20 random 2 8192 8
 * </pre>
 */
final class KMeansBenchmark {
  private KMeansBenchmark() {}

  /** Prints one line of name and value pairs. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    int dimension = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[5]);
    List<EmbeddingBlock> rows = read(Path.of(arguments[0]), dimension);
    KMeansConfig config =
        new KMeansConfig(
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]),
            KMeansConfig.Start.valueOf(arguments[4].toUpperCase(Locale.ROOT)),
            0,
            256,
            new CentroidSearch(Integer.parseInt(arguments[6]), Integer.parseInt(arguments[7])),
            0);
    SphericalKMeans.train(rows.subList(0, 1), config, threads); // warms up
    long start = System.nanoTime();
    long busy = processorNanos();
    SphericalKMeans.Trained trained = SphericalKMeans.train(rows, config, threads);
    double trainSeconds = seconds(start);
    double trainBusy = (processorNanos() - busy) / 1e9;
    start = System.nanoTime();
    busy = processorNanos();
    ClusterSums sums;
    try (ProductThreads workers = new ProductThreads(threads)) {
      sums = new ThreadedPass(rows, config.search(), workers).over(trained.centroids());
    }
    out.printf(
        Locale.ROOT,
        "train %.3f train_busy %.3f iterations %d assign %.3f assign_busy %.3f objective %.1f%n",
        trainSeconds,
        trainBusy,
        trained.objectives().size(),
        seconds(start),
        (processorNanos() - busy) / 1e9,
        sums.objective());
  }

  private static List<EmbeddingBlock> read(Path file, int dimension) throws IOException {
    List<EmbeddingBlock> blocks = new ArrayList<>();
    int rowBytes = 4 * dimension;
    ByteBuffer buffer =
        ByteBuffer.allocate(RowSample.ROWS_PER_BLOCK * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      int rows = 0;
      while (channel.position() < channel.size()) {
        buffer.clear();
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        float[] values = new float[buffer.position() / 4];
        buffer.flip().asFloatBuffer().get(values);
        String[] ids = new String[values.length / dimension];
        int first = rows;
        Arrays.setAll(ids, i -> String.format(Locale.ROOT, "%08d", first + i));
        rows += ids.length;
        blocks.add(new EmbeddingBlock(ids, values, dimension));
      }
    }
    return blocks;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
