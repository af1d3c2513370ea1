package io.gleaner.pipeline.run;

import io.gleaner.clustering.embedding.StoredEmbeddings;
import io.gleaner.dedup.DedupConfig;
import io.gleaner.dedup.Deduplicate;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.LocationScratch;
import io.gleaner.pipeline.table.EdgeTables;
import io.gleaner.retrieval.Retrieve;
import io.gleaner.retrieval.neighbours.SearchConfig;
import io.gleaner.retrieval.neighbours.cells.Cells;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricNameFilter;

/**
 * Searches the nearest neighbours of each pool image, in the pool and among the evaluation images,
 * and stores the edges down to the floor (Oquab et al. 2024, A.3). Exact copies are left out.
 */
final class NeighbourStage implements Stage {
  private static final MetricNameFilter QUERIES = MetricNameFilter.named("neighbours", "queries");
  private static final String FLOOR = "floor";

  private final RunDirectory directory;
  private final Inputs pool;
  private final Inputs evaluation;
  private final HashStage hashes;
  private final DedupConfig config;
  private final SearchConfig search;
  private Float floor;

  /**
   * @param evaluation or null
   * @param hashes tells exact copies, or null where nothing is known of bytes
   */
  NeighbourStage(
      RunDirectory directory,
      Inputs pool,
      Inputs evaluation,
      HashStage hashes,
      DedupConfig config,
      SearchConfig search) {
    this.directory = directory;
    this.pool = pool;
    this.evaluation = evaluation;
    this.hashes = hashes;
    this.config = config;
    this.search = search.withK(config.neighbours());
  }

  @Override
  public String name() {
    return "neighbours";
  }

  @Override
  public List<Location> outputs() {
    return List.of(directory.neighbours());
  }

  @Override
  public String fingerprint() {
    return fingerprint(floor());
  }

  private String fingerprint(float floor) {
    return Fingerprint.of("neighbours/2")
        .with(pool.fingerprint().get())
        .with(hashes == null ? "" : "copies")
        .with(evaluation == null ? "" : evaluation.fingerprint().get())
        .with(search)
        .with(floor)
        .hex();
  }

  /** The floor of stored edges that serve, so that a changed threshold needs no new search. */
  private float floor() {
    if (floor == null) {
      floor = config.storedFloor();
      Mark mark = mark();
      if (config.floor().isEmpty() && mark != null && mark.settings().containsKey(FLOOR)) {
        float stored = mark.settings().get(FLOOR).floatValue();
        if (stored <= Math.min(config.threshold(), config.againstThreshold())
            && mark.fingerprint().equals(fingerprint(stored))) {
          floor = stored;
        }
      }
    }
    return floor;
  }

  private Mark mark() {
    try {
      return Mark.read(directory.mark(name())).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, Double> settings() {
    return Map.of(FLOOR, Double.valueOf(Float.toString(floor())));
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    Map<String, Long> counts = new LinkedHashMap<>();
    RemovedImages copies = hashes == null ? RemovedImages.NONE : hashes.copies();
    StoredEmbeddings images = pool.stored(copies);
    long rows = pool.rows();
    find(images, null, rows, directory.neighbours().resolve("pool"), execution);
    counts.put("images", rows);
    counts.put("edges", rows(directory.neighbours().resolve("pool")));
    if (evaluation != null) {
      Location edges = directory.neighbours().resolve("evaluation");
      find(images, evaluation.stored(RemovedImages.NONE), rows, edges, execution);
      counts.put("evaluation_edges", rows(edges));
    }
    return counts;
  }

  /** Searches for {@code images} in {@code base}, or among themselves where it is null. */
  private void find(
      StoredEmbeddings images,
      StoredEmbeddings base,
      long rows,
      Location folder,
      Execution execution)
      throws IOException {
    Location scratch = directory.neighbours().resolve(".cells");
    SearchConfig down = search.withFloor(floor());
    Cells cells =
        Retrieve.cells(
            base == null ? images : base,
            down.cells(),
            new LocationScratch(scratch).unique(),
            execution);
    Pipeline pipeline = execution.pipeline();
    pipeline
        .apply(
            "Search",
            base == null
                ? Retrieve.neighboursWithin(images, cells, down, scratch.toString())
                : Retrieve.neighbours(images, base, cells, down, scratch.toString()))
        .apply("Edges", Deduplicate.nearEdges(config.withFloor(floor()), rows))
        .apply("Write", EdgeTables.write(folder));
    try (Progress.Stage task = execution.progress().begin("neighbours", "images", images.rows())) {
      execution.run(pipeline, QUERIES, QUERIES, task);
    }
    scratch.deleteAll();
  }

  private static long rows(Location folder) throws IOException {
    return new Inputs(folder, "", () -> "").rows();
  }
}
