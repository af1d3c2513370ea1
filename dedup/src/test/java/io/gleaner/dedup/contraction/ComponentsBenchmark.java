package io.gleaner.dedup.contraction;

import com.sun.management.OperatingSystemMXBean;
import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.clustering.workers.LocalScratch;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;

/**
 * Seconds of star contraction on the direct runner and of disjoint sets in memory, over random
 * links; both must find the same number of stars' links, with the same checksum.
 *
 * <pre>
 * mvn -q -pl dedup -am test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java -Xmx3g -cp dedup/target/test-classes:dedup/target/classes:$(cat dedup/target/cp) \
 *   io.gleaner.dedup.contraction.ComponentsBenchmark 10000000 10000000 8
 * </pre>
 *
 * The arguments: nodes, links, partitions (0 for the default). After seconds come those of all
 * processors together.
 */
public final class ComponentsBenchmark {
  private static final int BLOCK = 1 << 14;

  private ComponentsBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int nodes = Integer.parseInt(arguments[0]);
    int links = Integer.parseInt(arguments[1]);
    int asked = Integer.parseInt(arguments[2]);
    int partitions = asked == 0 ? ContractStars.partitions(links) : asked;
    int blocks = (links + BLOCK - 1) / BLOCK;

    var clock = new Clock();
    var sets = new SpanningStars();
    for (int block = 0; block < blocks; block++) {
      sets.join(block(block, nodes));
    }
    long[] inMemory = new long[2];
    sets.stars(stars -> sum(stars, inMemory));
    sets = null;
    clock.print("disjoint sets in memory");

    Path folder = Files.createTempDirectory("components");
    ScratchFolder scratch = new LocalScratch(folder.toString());
    Workers workers = new DirectWorkers(2);
    ScratchFolder gathered = scratch.folder("links");
    Pipeline gather = workers.pipeline();
    gather
        .apply(Create.of(IntStream.range(0, blocks).boxed().toList()).withCoder(VarIntCoder.of()))
        .apply(Reshuffle.viaRandomKey())
        .apply(ParDo.of(new Generate(nodes)))
        .setCoder(LinkBlockCoder.of())
        .apply(GatherLinks.in(gathered));
    workers.run(gather);
    clock.print("gathering links");
    ScratchFolder stars = ContractStars.in(scratch, workers, partitions).stars(gathered);
    clock.print(
        String.format(Locale.ROOT, "star contraction, %d partitions, to %s", partitions, stars));
    long[] contracted = new long[2];
    for (String name : stars.names()) {
      try (InputStream in = stars.open(name)) {
        KeptLinks.forEach(in, block -> sum(block, contracted));
      }
    }
    scratch.delete();
    if (!Arrays.equals(contracted, inMemory)) {
      throw new AssertionError(
          String.format(Locale.ROOT, "%d links, in memory %d", contracted[0], inMemory[0]));
    }
    System.out.printf(Locale.ROOT, "%d links, both ways%n", contracted[0]);
  }

  private static LinkBlock block(int number, int nodes) {
    var random = new SplittableRandom(number);
    var block = new LinkBlock.Builder(BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      block.add(Nodes.mix(random.nextInt(nodes)), Nodes.mix(random.nextInt(nodes)));
    }
    return block.build();
  }

  private static void sum(LinkBlock stars, long[] sums) {
    for (int i = 0; i < stars.size(); i++) {
      sums[0]++;
      sums[1] += Nodes.mix(stars.larger(i) + 31 * Nodes.mix(stars.smaller(i)));
    }
  }

  /** Prints what went by since it last did. */
  private static final class Clock {
    private long nanos = System.nanoTime();
    private long processors = processors();

    void print(String what) {
      System.out.printf(
          Locale.ROOT,
          "%s: %.1f s, %.1f s%n",
          what,
          (System.nanoTime() - nanos) / 1e9,
          (processors() - processors) / 1e9);
      nanos = System.nanoTime();
      processors = processors();
    }

    private static long processors() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
  }

  private static final class Generate extends DoFn<Integer, LinkBlock> {
    private final int nodes;

    Generate(int nodes) {
      this.nodes = nodes;
    }

    @ProcessElement
    public void process(@Element Integer block, OutputReceiver<LinkBlock> out) {
      out.output(block(block, nodes));
    }
  }
}
