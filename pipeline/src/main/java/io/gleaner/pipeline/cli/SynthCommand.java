package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.synth.SynthConfig;
import io.gleaner.pipeline.synth.SyntheticTables;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gleaner synth}. */
@Command(
    name = "synth",
    mixinStandardHelpOptions = true,
    description = "Makes clustered embeddings with planted copies, to measure the stages with.")
final class SynthCommand implements Callable<Integer> {
  @Option(names = "--images", required = true, paramLabel = "N", description = "rows of the pool")
  private long images;

  @Option(names = "--output", required = true, paramLabel = "DIR", description = "a new folder")
  private Location output;

  @Option(names = "--dimension", defaultValue = "384", description = "(default: 384)")
  private int dimension;

  @Option(names = "--clusters", paramLabel = "C", description = "(default: one for 100 images)")
  private Integer clusters;

  @Option(
      names = "--copies",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "of the rows that are copies of another (default: 0.1)")
  private double copies;

  @Option(names = "--queries", defaultValue = "0", paramLabel = "Q", description = "(default: 0)")
  private long queries;

  @Option(names = "--rows-per-table", defaultValue = "50000", description = "(default: 50000)")
  private int rowsPerTable;

  @Option(names = "--seed", defaultValue = "0", description = "(default: 0)")
  private long seed;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "tables written at once; never changes a row (default: processors)")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws Exception {
    SynthConfig config =
        UnusableArgumentException.check(
            () ->
                new SynthConfig(
                    images,
                    queries,
                    dimension,
                    clusters == null ? SynthConfig.clustersOf(images) : clusters,
                    copies,
                    rowsPerTable,
                    seed));
    if (parallelism < 1) {
      throw new UnusableArgumentException(
          "--parallelism is " + parallelism + ", must be at least 1");
    }
    if (!RunDirectory.tables(output).isEmpty()) {
      throw new UnusableArgumentException("--output " + output + " has tables already");
    }
    long planted = new SyntheticTables(output, config).write(parallelism);
    System.out.printf(
        Locale.ROOT,
        "%s: %d images, %d of them copies, %d queries%n",
        output,
        images,
        planted,
        queries);
    return 0;
  }
}
