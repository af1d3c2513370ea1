package io.gleaner.pipeline.run;

import io.gleaner.clustering.workers.Tasks;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.review.Decisions;
import io.gleaner.pipeline.review.Verdict;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.curated.Collisions;
import io.gleaner.retrieval.curated.DrawFromClusters;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.RetrievalStatistics;
import io.gleaner.retrieval.curated.RetrievalTally;
import io.gleaner.retrieval.curated.RetrievedPart;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.SearchConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Retrieves for each curated set by each of its modes (Oquab et al. 2024, A.4). One pipeline finds
 * the copies of queries in the pool, which these do not retrieve, one searches for all sets that
 * sample and takes the sets that go in as they are, one finds the clusters of all sets' images and
 * one draws for all sets that retrieve by cluster. Workers write what was retrieved, part by part;
 * here are only {@link ClusterDraws} and {@link RefillGrants}, and columns of the rows.
 */
final class RetrieveStage implements Stage {
  static final String NAME = "retrieve";

  private static final MetricNameFilter QUERIES = MetricNameFilter.named("neighbours", "queries");

  private final RunDirectory directory;
  private final Inputs pool;
  private final RemovedImages removed;
  private final Inputs clusters;
  private final Location clusterFolder;
  private final List<Seeds> named;
  private final SearchConfig search;
  private final long seed;
  private final Decisions decisions;

  /** Those named, without what people took out; known once images are embedded. */
  private List<Seeds> sets;

  private Map<String, Set<Integer>> wrongClusters = Map.of();

  /**
   * @param removed images of the pool to leave out
   * @param clusters a folder of centroids.parquet and assignments/, or null where no set needs one
   */
  RetrieveStage(
      RunDirectory directory,
      Inputs pool,
      RemovedImages removed,
      Inputs clusters,
      List<Seeds> sets,
      SearchConfig search,
      long seed) {
    this(directory, pool, removed, clusters, sets, search, seed, Decisions.NONE);
  }

  /**
   * @param decisions of people, of which those are obeyed that speak of retrieval
   */
  RetrieveStage(
      RunDirectory directory,
      Inputs pool,
      RemovedImages removed,
      Inputs clusters,
      List<Seeds> sets,
      SearchConfig search,
      long seed,
      Decisions decisions) {
    this.decisions = decisions.of(Verdict.WRONG_CLUSTER, Verdict.REMOVE, Verdict.NEVER);
    this.named = List.copyOf(sets);
    this.directory = directory;
    this.pool = pool;
    this.removed = removed;
    this.clusters = clusters;
    this.clusterFolder = clusters == null ? null : clusters.folder();
    this.sets = List.copyOf(sets);
    this.search = search;
    this.seed = seed;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Location> outputs() {
    return outputs(directory);
  }

  /** Returns what this stage writes in a run's directory. */
  static List<Location> outputs(RunDirectory directory) {
    return List.of(
        directory.retrieved(),
        directory.curatedAssignments(),
        directory.setClusters(),
        directory.statistics(RetrievalTables.STATISTICS));
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint =
        Fingerprint.of("retrieve/4")
            .with(pool.fingerprint().get())
            .with(removed.fingerprint().get())
            .with(clusters == null ? "" : clusters.fingerprint().get())
            .withAll(named.stream().map(Seeds::description).toList())
            .with(search)
            .with(seed);
    return (decisions.isEmpty() ? fingerprint : fingerprint.withAll(decisions.contents())).hex();
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    ReviewedImages reviewed = ReviewedImages.of(decisions, directory);
    sets = named.stream().map(set -> set.without(reviewed.leaving(set.name()))).toList();
    wrongClusters = reviewed.wrongClusters();
    Location lists = directory.retrieved().resolve(".lists");
    try (PoolSearch poolSearch =
        new PoolSearch(
            pool.stored(removed), search, directory.retrieved().resolve(".search"), execution)) {
      Location pairs = directory.retrieved().resolve(".copies");
      QueryCopies copies = QueryCopies.find(sets, pool, removed, pairs, execution);
      takeAndSearch(lists, poolSearch, copies, execution);
      grant(lists, poolSearch, copies);
      pairs.deleteAll();
    }
    Map<String, SetClusters> drawn = new HashMap<>();
    if (clusterFolder != null) {
      for (SetClusters set : draw(execution)) {
        drawn.put(set.set(), set);
      }
    }
    List<RetrievalStatistics> statistics = new ArrayList<>();
    Map<String, String> tasks = new HashMap<>();
    long rows = 0;
    for (Seeds set : sets) {
      tasks.put(set.name(), set.task());
      long queries = set.images().rows();
      for (Mode mode : set.modes()) {
        RetrievalTally tally = new RetrievalTally(set.name(), mode);
        for (Location file : RetrievalTables.parts(directory.retrieved(), set.name(), mode)) {
          tally.addTimes(RetrievalTables.times(file));
          RetrievalTables.tally(file, tally);
          rows += TableReader.rows(file);
        }
        SetClusters ofSet = drawn.get(set.name());
        statistics.add(
            switch (mode) {
              case SAMPLE -> tally.sampled(queries, set.sample().perQuery());
              case CLUSTER -> tally.drawn(queries, ofSet.retrieved(), queries - ofSet.used());
              case AS_IS -> tally.statistics(queries);
            });
      }
    }
    TableWriter.write(
        directory.statistics(RetrievalTables.STATISTICS),
        RetrievalTables.statistics(tasks),
        statistics);
    return Map.of("retrieved", rows);
  }

  /** Writes the clusters of all sets' images, what those that ask for it draw, and why. */
  private List<SetClusters> draw(Execution execution) throws IOException {
    Location counts = directory.retrieved().resolve(".counts");
    CuratedClusters clusters =
        new CuratedClusters(clusterFolder, directory.curatedAssignments(), counts, wrongClusters);
    clusters.write(sets, execution);
    List<SetClusters> drawn =
        new ClusterDraws(clusters, directory.retrieved(), sets, seed).write(execution);
    counts.deleteAll();
    SetClusters.write(directory.setClusters(), drawn);
    return drawn;
  }

  /**
   * Writes what the sets that share collisions retrieve and the sets that go in as they are; stores
   * the lists of the others.
   */
  private void takeAndSearch(
      Location lists, PoolSearch poolSearch, QueryCopies copies, Execution execution)
      throws IOException {
    SampledSets sampled = SampledSets.of(sets, copies);
    List<RetrievedPart> parts = new ArrayList<>();
    List<RetrievedRows.CuratedTable> tables = new ArrayList<>();
    for (Seeds set : sets) {
      if (set.modes().contains(Mode.AS_IS)) {
        long rows = set.images().rows();
        parts.addAll(RetrievedRows.parts(set.name(), Mode.AS_IS, rows));
        for (Location file : set.images().files()) {
          tables.add(
              new RetrievedRows.CuratedTable(set.name(), file, rows, set.images().without()));
        }
      }
    }
    if (sampled.isEmpty() && tables.isEmpty()) {
      return;
    }
    Pipeline pipeline = execution.pipeline();
    PCollectionList<KV<RetrievedPart, List<Retrieval>>> rows = PCollectionList.empty(pipeline);
    if (!tables.isEmpty()) {
      rows =
          rows.and(
              pipeline
                  .apply(
                      "Curated",
                      Tasks.of(tables, SerializableCoder.of(RetrievedRows.CuratedTable.class)))
                  .apply("AsIs", ParDo.of(new RetrievedRows.AsIs()))
                  .setCoder(DrawFromClusters.coder()));
    }
    if (!sampled.isEmpty()) {
      PCollection<NeighbourBlock> found =
          pipeline.apply("Search", poolSearch.nearest(sampled.queries(), sampled.longest()));
      rows =
          rows.and(
              found
                  .apply("Share", ParDo.of(new RetrievedRows.Share(sampled)))
                  .setCoder(DrawFromClusters.coder()));
      found
          .apply("Lists", ParDo.of(new RetrievedRows.Lists(sampled)))
          .setCoder(RetrievedRows.LISTS)
          .apply("GroupLists", GroupByKey.create())
          .apply("WriteLists", ParDo.of(new RetrievedRows.WriteLists(lists)));
      sampled
          .sets()
          .forEach(
              (set, config) -> {
                if (!config.refills()) {
                  parts.addAll(RetrievedRows.Share.parts(set, config));
                }
              });
    }
    RetrievedRows.write(rows, parts, directory.retrieved());
    try (Progress.Stage task = execution.progress().begin(name(), "queries", 0)) {
      execution.run(pipeline, QUERIES, QUERIES, task);
    }
  }

  private void grant(Location lists, PoolSearch poolSearch, QueryCopies copies) throws IOException {
    List<Seeds> refilling =
        sets.stream()
            .filter(set -> set.modes().contains(Mode.SAMPLE))
            .filter(set -> set.sample().collisions() == Collisions.REFILL)
            .toList();
    if (!refilling.isEmpty()) {
      RefillGrants grants = new RefillGrants(lists, directory.retrieved(), poolSearch, copies);
      for (Seeds set : refilling) {
        grants.write(set);
      }
    }
    lists.deleteAll();
  }
}
