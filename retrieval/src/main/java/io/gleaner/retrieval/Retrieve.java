package io.gleaner.retrieval;

import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.clustering.workers.ScratchFolder;
import io.gleaner.clustering.workers.Workers;
import io.gleaner.retrieval.curated.ClusterCall;
import io.gleaner.retrieval.curated.CountClusters;
import io.gleaner.retrieval.curated.CountSimilar;
import io.gleaner.retrieval.curated.DrawFromClusters;
import io.gleaner.retrieval.curated.MinSimilarity;
import io.gleaner.retrieval.curated.RefillRetrieval;
import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.SampleConfig;
import io.gleaner.retrieval.curated.SampleRetrieval;
import io.gleaner.retrieval.neighbours.FindNeighbours;
import io.gleaner.retrieval.neighbours.NeighbourBlock;
import io.gleaner.retrieval.neighbours.NeighbourIndex;
import io.gleaner.retrieval.neighbours.SearchConfig;
import io.gleaner.retrieval.neighbours.cells.CellConfig;
import io.gleaner.retrieval.neighbours.cells.Cells;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Which pool images does a curated set call for? The door of this module.
 *
 * <ul>
 *   <li>{@link #neighbours}: the nearest images of each image, in the {@link #cells} around it,
 *       exact or through a graph.
 *   <li>{@link #sample}: the N nearest of each curated image, shared between queries.
 *   <li>{@link #refilling}: N of its own for each curated image.
 *   <li>{@link #clusterCounts}, {@link #similarCounts}, {@link #cluster}: a draw from the clusters
 *       that the set is in.
 *   <li>{@link Retrieval#asIs}: the set itself.
 * </ul>
 *
 * <pre>{@code
 * Cells cells = Retrieve.cells(pool, search.cells(), scratchFolder, workers);
 * PCollection<NeighbourBlock> lists =
 *     pipeline.apply("Search", Retrieve.neighbours(curated, pool, cells, search, scratch));
 * List<Retrieval> ofBlock = Retrieve.sample("shoes", block, config); // in a worker
 * }</pre>
 */
public final class Retrieve {
  private Retrieve() {}

  /**
   * Trains the cells that {@code base} is searched by; a small base is one cell, for which nothing
   * is read.
   *
   * @param scratch for files that workers share; nobody else's
   * @param workers read a large base; never change the result
   */
  public static Cells cells(
      StoredEmbeddings base, CellConfig config, ScratchFolder scratch, Workers workers)
      throws IOException {
    return Cells.train(base, config, scratch, workers);
  }

  /**
   * Finds the nearest images of {@code base} for each image of {@code queries}.
   *
   * @param cells those of {@code base}
   * @param scratch a folder that every worker reaches, for the caller to delete once the pipeline
   *     has ended
   */
  public static FindNeighbours neighbours(
      StoredEmbeddings queries,
      StoredEmbeddings base,
      Cells cells,
      SearchConfig config,
      String scratch) {
    return FindNeighbours.among(queries, base, cells, config, scratch);
  }

  /** Finds the nearest images of each image of {@code pool} among the others. */
  public static FindNeighbours neighboursWithin(
      StoredEmbeddings pool, Cells cells, SearchConfig config, String scratch) {
    return FindNeighbours.within(pool, cells, config, scratch);
  }

  /** Opens an index over {@code base}, which comes into memory, outside of a pipeline. */
  public static NeighbourIndex index(StoredEmbeddings base, SearchConfig config)
      throws IOException {
    return FindNeighbours.index(base, config);
  }

  /** Takes the first neighbours of each query, whoever else takes them. */
  public static List<Retrieval> sample(String set, NeighbourBlock lists, SampleConfig config) {
    return SampleRetrieval.share(set, lists, config);
  }

  /** Takes images of its own for each query; asks for lists of {@code firstK} first. */
  public static RefillRetrieval refilling(SampleConfig config, int firstK, int poolSize) {
    return new RefillRetrieval(config, firstK, poolSize);
  }

  /** Counts each set's images in each cluster. */
  public static CountClusters clusterCounts() {
    return new CountClusters();
  }

  /** Counts the pool's images in each cluster that are similar enough for each set. */
  public static CountSimilar similarCounts(Map<String, MinSimilarity> sets) {
    return new CountSimilar(sets);
  }

  /** Draws from the clusters that hold enough of a set's images, for several sets. */
  public static DrawFromClusters cluster(List<ClusterCall> calls) {
    return new DrawFromClusters(calls);
  }
}
