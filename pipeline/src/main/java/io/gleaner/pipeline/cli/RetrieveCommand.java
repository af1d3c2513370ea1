package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.run.SingleStage;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.retrieval.curated.ClusterConfig;
import io.gleaner.retrieval.curated.Collisions;
import io.gleaner.retrieval.curated.MinSimilarity;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.SampleConfig;
import io.gleaner.retrieval.neighbours.cells.CellConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gleaner retrieve}. */
@Command(
    name = "retrieve",
    mixinStandardHelpOptions = true,
    description = "Retrieves from embeddings what a set of queries calls for.")
final class RetrieveCommand implements Callable<Integer> {
  @Option(
      names = "--embeddings",
      required = true,
      paramLabel = "DIR",
      description = "the pool: Parquet with id and embedding, or .npy, .npz")
  private Location embeddings;

  @Option(names = "--queries", required = true, paramLabel = "DIR", description = "the set")
  private Location queries;

  @Mixin private GivenOptions given;

  @Option(names = "--output", required = true, paramLabel = "DIR")
  private Location output;

  @Option(names = "--mode", required = true, description = "${COMPLETION-CANDIDATES}")
  private Mode mode;

  @Option(names = "--per-query", defaultValue = "4", description = "sample (default: 4)")
  private int perQuery;

  @Option(names = "--collisions", defaultValue = "share", description = "${COMPLETION-CANDIDATES}")
  private Collisions collisions;

  @Option(names = "--clusters", paramLabel = "DIR", description = "clusters/ of the pool")
  private Location clusters;

  @Option(
      names = "--more-than",
      defaultValue = "3",
      description = "clusters with more of the set's images give some (default: 3)")
  private int moreThan;

  @Option(names = "--per-cluster", defaultValue = "10000", description = "(default: 10000)")
  private int perCluster;

  @Option(names = "--cap", defaultValue = "1000000", description = "(default: 1000000)")
  private int cap;

  @Option(
      names = "--min-similarity",
      defaultValue = "-1",
      description =
          "least cosine to the query (sample) or to the cluster's centroid (cluster), -1 to 1"
              + " (default: -1, none)")
  private float minSimilarity;

  @Option(names = "--seed", defaultValue = "0", description = "(default: 0)")
  private long seed;

  @Mixin private SearchOptions search;
  @Mixin private ExecutionOptions options;

  @Override
  public Integer call() throws Exception {
    if (mode == Mode.CLUSTER && clusters == null) {
      throw new UnusableArgumentException(
          "--mode cluster needs --clusters, a folder that gleaner cluster wrote");
    }
    MinSimilarity least = UnusableArgumentException.check(() -> new MinSimilarity(minSimilarity));
    new SingleStage(output, options.execution())
        .retrieve(
            embeddings,
            queries,
            given.columns(),
            clusters,
            mode,
            UnusableArgumentException.check(() -> new SampleConfig(perQuery, collisions, least)),
            UnusableArgumentException.check(
                () -> new ClusterConfig(moreThan, perCluster, cap, least)),
            search.config(CellConfig.DEFAULTS),
            seed);
    System.out.println(new RunDirectory(output).retrieved("queries"));
    return 0;
  }
}
