package io.gleaner.pipeline.run;

import io.gleaner.clustering.kmeans.KMeansConfig;
import io.gleaner.dedup.DedupConfig;
import io.gleaner.pipeline.embed.EmbedConfig;
import io.gleaner.pipeline.review.Decisions;
import io.gleaner.pipeline.source.GivenColumns;
import io.gleaner.pipeline.source.ImageSource;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.retrieval.curated.ClusterConfig;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.SampleConfig;
import io.gleaner.retrieval.neighbours.SearchConfig;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One stage of the recipe by itself, on any embeddings with ids, whoever made them. Each works in a
 * directory of its own, skips what is complete, and continues what was killed.
 */
public final class SingleStage {
  private static final String QUERIES = RunDirectory.CURATED + "queries";

  private final RunDirectory directory;
  private final Execution execution;

  public SingleStage(Location output, Execution execution) {
    this.directory = new RunDirectory(output);
    this.execution = execution;
  }

  /**
   * Embeds images into {@code images/} and {@code rejected/}.
   *
   * @param rejectedShare most of the inputs that may be rejected, 0 to 1
   * @throws TooManyRejectedException where more are; what is embedded stays
   */
  public void embed(ImageSource source, EmbedConfig config, double rejectedShare) throws Exception {
    EmbedStage embed = new EmbedStage(directory, List.of(source), config, rejectedShare);
    embed.check();
    directory.requireApart(source);
    run(List.of(embed));
  }

  /**
   * Finds near-duplicates into {@code duplicates/} and {@code components/}; equal bytes and
   * perceptual hashes too where the tables have them.
   *
   * @param against evaluation embeddings, or null
   */
  public void deduplicate(
      Location embeddings,
      GivenColumns columns,
      Location against,
      DedupConfig config,
      SearchConfig search)
      throws Exception {
    Map<String, Location> given = new LinkedHashMap<>();
    given.put(RunDirectory.POOL, embeddings);
    if (against != null) {
      given.put(RunDirectory.EVALUATION, against);
    }
    GivenInputs inputs = GivenInputs.of(directory, given, columns);
    Inputs pool = inputs.get(RunDirectory.POOL);
    Inputs evaluation = against == null ? null : inputs.get(RunDirectory.EVALUATION);
    List<Stage> stages = new ArrayList<>();
    stages.add(inputs.stage());
    HashStage hash = null;
    if (inputs.taken() || hasHashes(pool)) {
      hash = new HashStage(directory, pool, config);
      stages.add(hash);
    }
    NeighbourStage neighbours =
        new NeighbourStage(directory, pool, evaluation, hash, config, search);
    stages.add(neighbours);
    stages.add(
        new DeduplicateStage(
            directory, pool, evaluation, hash, neighbours, config, Decisions.NONE));
    run(stages);
  }

  /** Clusters embeddings into {@code clusters/}. */
  public void cluster(Location embeddings, GivenColumns columns, KMeansConfig config)
      throws Exception {
    GivenInputs inputs = GivenInputs.of(directory, Map.of(RunDirectory.POOL, embeddings), columns);
    run(
        List.of(
            inputs.stage(),
            new ClusterStage(
                directory, inputs.get(RunDirectory.POOL), RemovedImages.NONE, config)));
  }

  /**
   * Retrieves for one set into {@code retrieved/queries}.
   *
   * @param clusters what {@link #cluster} wrote, or null where the mode needs none
   */
  public void retrieve(
      Location embeddings,
      Location queries,
      GivenColumns columns,
      Location clusters,
      Mode mode,
      SampleConfig sample,
      ClusterConfig cluster,
      SearchConfig search,
      long seed)
      throws Exception {
    Map<String, Location> given = new LinkedHashMap<>();
    given.put(RunDirectory.POOL, embeddings);
    given.put(QUERIES, queries);
    GivenInputs inputs = GivenInputs.of(directory, given, columns);
    Inputs pool = inputs.get(RunDirectory.POOL);
    Inputs set = inputs.get(QUERIES);
    Inputs clustered = null;
    if (clusters != null) {
      Location assignments = clusters.resolve(RunDirectory.ASSIGNMENTS);
      Location centroids = clusters.resolve(RunDirectory.CENTROIDS);
      EarlierRun.requireWhole(centroids);
      EarlierRun.requireWhole(assignments);
      if (!centroids.exists()) {
        throw new FileNotFoundException(
            String.format(
                Locale.ROOT,
                "%s has no %s, which gleaner cluster writes",
                clusters,
                RunDirectory.CENTROIDS));
      }
      // Not all of the folder: a run's sets are in it too, and change without the clusters.
      clustered =
          new Inputs(
              clusters,
              "",
              () ->
                  Fingerprint.of("clusters")
                      .with(Inputs.of(centroids, "").fingerprint().get())
                      .with(Inputs.of(assignments, "").fingerprint().get())
                      .hex());
    }
    run(
        List.of(
            inputs.stage(),
            new RetrieveStage(
                directory,
                pool,
                RemovedImages.NONE,
                clustered,
                List.of(new Seeds("queries", null, set, List.of(mode), sample, cluster)),
                search,
                seed)));
  }

  private void run(List<Stage> stages) throws Exception {
    new StageRunner(directory, execution).run(stages, null, null);
  }

  private static boolean hasHashes(Inputs pool) throws IOException {
    for (Location file : pool.files()) {
      if (!TableReader.columns(file).containsAll(List.of("sha256", "phash"))) {
        return false;
      }
    }
    return true;
  }
}
