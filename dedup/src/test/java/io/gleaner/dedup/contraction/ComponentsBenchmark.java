package io.gleaner.dedup.contraction;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;

/**
 * Seconds of star contraction on the direct runner and of disjoint sets in memory, over random
 * links; both must find the same number of stars' links, with the same checksum.
 *
 * <pre>{@code
 * mvn -q -pl dedup -am test-compile
 * mvn -q -pl dedup dependency:build-classpath -Dmdep.outputFile=cp.txt
 * java -Xmx3g -cp dedup/target/test-classes:dedup/target/classes:$(cat cp.txt) \
 *   io.gleaner.dedup.contraction.ComponentsBenchmark 10000000 10000000 8
 * }</pre>
 *
 * The arguments: nodes, links, partitions (0 for the default).
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

    long start = System.nanoTime();
    var sets = new SpanningStars();
    for (int block = 0; block < blocks; block++) {
      sets.join(block(block, nodes));
    }
    long[] inMemory = new long[2];
    sets.stars(stars -> sum(stars, inMemory));
    sets = null;
    System.out.printf(Locale.ROOT, "disjoint sets: %.1f s, %d links%n", since(start), inMemory[0]);

    Path folder = Files.createTempDirectory("components");
    FileScratch scratch = FileScratch.in(folder);
    start = System.nanoTime();
    run(
        pipeline ->
            pipeline
                .apply(
                    Create.of(IntStream.range(0, blocks).boxed().toList())
                        .withCoder(VarIntCoder.of()))
                .apply(Reshuffle.viaRandomKey())
                .apply(ParDo.of(new Generate(nodes)))
                .setCoder(LinkBlockCoder.of())
                .apply(GatherLinks.in(scratch, "links")));
    System.out.printf(Locale.ROOT, "gathered: %.1f s%n", since(start));
    String stars = ContractStars.in(scratch, ComponentsBenchmark::run, partitions).stars("links");
    System.out.printf(Locale.ROOT, "%d partitions, %s: %.1f s%n", partitions, stars, since(start));
    long[] contracted = new long[2];
    for (String name : scratch.names(stars)) {
      try (var in = new java.io.BufferedInputStream(scratch.read(name), 1 << 16)) {
        while (true) {
          in.mark(1);
          if (in.read() < 0) {
            break;
          }
          in.reset();
          sum(LinkBlockCoder.of().decode(in), contracted);
        }
      }
    }
    scratch.delete(stars);
    Files.delete(folder);
    if (contracted[0] != inMemory[0] || contracted[1] != inMemory[1]) {
      throw new AssertionError("%d links, in memory %d".formatted(contracted[0], inMemory[0]));
    }
  }

  private static void run(java.util.function.Consumer<Pipeline> build) {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setRunner(DirectRunner.class);
    options.setTargetParallelism(2);
    options.setEnforceImmutability(false);
    options.setEnforceEncodability(false);
    Pipeline pipeline = Pipeline.create(options);
    build.accept(pipeline);
    pipeline.run().waitUntilFinish();
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

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
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
