package io.gleaner.pipeline.run;

import io.gleaner.dedup.Component;
import io.gleaner.dedup.DedupConfig;
import io.gleaner.dedup.Kind;
import io.gleaner.pipeline.progress.Warnings;
import io.gleaner.pipeline.review.Decisions;
import io.gleaner.pipeline.review.Verdict;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides on stored edges which images leave the pool (Oquab et al. 2024, A.3). */
final class DeduplicateStage implements Stage {
  private static final Logger LOG = LoggerFactory.getLogger(DeduplicateStage.class);

  private final RunDirectory directory;
  private final Inputs pool;
  private final Inputs evaluation;
  private final HashStage hashes;
  private final NeighbourStage neighbours;
  private final DedupConfig config;
  private final Decisions decisions;

  /**
   * @param evaluation or null
   * @param hashes or null
   * @param decisions of people, of which those are obeyed that speak of duplicates
   */
  DeduplicateStage(
      RunDirectory directory,
      Inputs pool,
      Inputs evaluation,
      HashStage hashes,
      NeighbourStage neighbours,
      DedupConfig config,
      Decisions decisions) {
    this.decisions = decisions.of(Verdict.KEEP_BOTH, Verdict.REMOVE, Verdict.NEVER);
    this.directory = directory;
    this.pool = pool;
    this.evaluation = evaluation;
    this.hashes = hashes;
    this.neighbours = neighbours;
    this.config = config;
  }

  @Override
  public String name() {
    return "deduplicate";
  }

  @Override
  public List<Location> outputs() {
    return List.of(directory.duplicates(), directory.components());
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint =
        Fingerprint.of("deduplicate/2")
            .with(hashes == null ? "" : hashes.fingerprint())
            .with(neighbours.fingerprint())
            .with(config.withFloor(-1));
    return (decisions.isEmpty() ? fingerprint : fingerprint.withAll(decisions.contents())).hex();
  }

  @Override
  public Map<String, Double> settings() {
    return Map.of("threshold", Double.valueOf(Float.toString(config.threshold())));
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    Map<Kind, List<Location>> edges = new EnumMap<>(Kind.class);
    edges.put(Kind.NEAR, RunDirectory.tables(directory.neighbours().resolve("pool")));
    if (hashes != null) {
      edges.put(Kind.EXACT, RunDirectory.tables(directory.hashes().resolve("exact")));
      edges.put(Kind.PERCEPTUAL, RunDirectory.tables(directory.hashes().resolve("perceptual")));
    }
    if (evaluation != null) {
      edges.put(Kind.RELATIVE, RunDirectory.tables(directory.neighbours().resolve("evaluation")));
    }
    ReviewedImages reviewed = ReviewedImages.of(decisions, directory);
    EvidenceTables evidence =
        EvidenceTables.of(pool.files(), evaluation == null ? List.of() : evaluation.files(), edges)
            .reviewed(reviewed.removed(), reviewed.apart());
    DecisionTables decision =
        new DecisionTables(
            directory.duplicates(),
            directory.components(),
            pool.names(),
            reviewed.leavingByTable());
    new DecidePool(config, evidence, decision, reviewed.never()).decide(execution);
    return counts(pool.rows());
  }

  private Map<String, Long> counts(long images) throws IOException {
    Map<String, Long> kinds = new HashMap<>();
    long removed = 0;
    for (Location table : RunDirectory.tables(directory.duplicates())) {
      try (TableReader reader = TableReader.open(table, "kind")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          kinds.merge(row.text(0), 1L, Long::sum);
          removed++;
        }
      }
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("images", images);
    for (Kind kind : Kind.values()) {
      String label = DecisionTables.label(kind);
      counts.put(label, kinds.getOrDefault(label, 0L));
    }
    counts.put("left", images - removed);
    counts.put("large_components", reportLargeComponents());
    return counts;
  }

  private long reportLargeComponents() throws IOException {
    Set<String> states =
        Set.of(
            DecisionTables.label(Component.State.LARGE),
            DecisionTables.label(Component.State.SPLIT));
    long large = 0;
    for (Location table : RunDirectory.tables(directory.components())) {
      try (TableReader reader =
          TableReader.open(table, "split", "kind", "component", "size", "weakest_edge")) {
        for (Row row = reader.next(); row != null; row = reader.next()) {
          if (states.contains(row.text(0))) {
            large++;
            Warnings.warn(
                LOG,
                "large component " + row.text(0),
                String.format(
                    Locale.ROOT,
                    "%s component %s has %d images, weakest edge %s: %s",
                    row.text(1),
                    row.text(2),
                    row.integer(3),
                    (float) row.real(4),
                    row.text(0)));
          }
        }
      }
    }
    return large;
  }
}
