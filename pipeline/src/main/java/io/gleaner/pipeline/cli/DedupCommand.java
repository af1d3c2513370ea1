package io.gleaner.pipeline.cli;

import io.gleaner.dedup.DedupConfig;
import io.gleaner.dedup.Keep;
import io.gleaner.dedup.OnLargeComponent;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.run.SingleStage;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.retrieval.neighbours.cells.CellConfig;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gleaner dedup}. */
@Command(
    name = "dedup",
    mixinStandardHelpOptions = true,
    description = "Finds near-duplicates among embeddings, and what resembles evaluation sets.")
final class DedupCommand implements Callable<Integer> {
  @Option(
      names = "--embeddings",
      required = true,
      paramLabel = "DIR",
      description = "Parquet with id and embedding, or .npy, .npz")
  private Location embeddings;

  @Mixin private GivenOptions given;

  @Option(names = "--output", required = true, paramLabel = "DIR")
  private Location output;

  @Option(names = "--neighbours", defaultValue = "64", description = "1 to 1024 (default: 64)")
  private int neighbours;

  @Option(names = "--threshold", defaultValue = "0.6", description = "cosine (default: 0.6)")
  private float threshold;

  @Option(names = "--floor", description = "cosine down to which edges are stored")
  private Double floor;

  @Option(
      names = "--perceptual-distance",
      defaultValue = "4",
      description = "bits, or -1 for none; where the tables have hashes (default: 4)")
  private int perceptualDistance;

  @Option(names = "--keep", split = ",", description = "order of ${COMPLETION-CANDIDATES}")
  private List<Keep> keep = DedupConfig.DEFAULTS.keep();

  @Option(names = "--largest-component", description = "distinct images that need no guard")
  private Long largestComponent;

  @Option(
      names = "--on-large-component",
      defaultValue = "split",
      description = "${COMPLETION-CANDIDATES} (default: split)")
  private OnLargeComponent onLargeComponent;

  @Option(names = "--against", paramLabel = "DIR", description = "evaluation embeddings")
  private Location against;

  @Option(names = "--against-threshold", defaultValue = "0.45", description = "(default: 0.45)")
  private float againstThreshold;

  @Mixin private SearchOptions search;
  @Mixin private ExecutionOptions options;

  @Override
  public Integer call() throws Exception {
    DedupConfig config =
        UnusableArgumentException.check(
            () ->
                new DedupConfig(
                    neighbours,
                    threshold,
                    floor == null ? OptionalDouble.empty() : OptionalDouble.of(floor),
                    perceptualDistance,
                    keep,
                    largestComponent == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(largestComponent),
                    onLargeComponent,
                    against == null ? threshold : againstThreshold));
    new SingleStage(output, options.execution())
        .deduplicate(embeddings, given.columns(), against, config, search.config(CellConfig.CLOSE));
    System.out.println(new RunDirectory(output).duplicates());
    return 0;
  }
}
