package io.gleaner.pipeline.run;

import io.gleaner.dedup.Decision;
import io.gleaner.dedup.DedupConfig;
import io.gleaner.dedup.Deduplicate;
import io.gleaner.dedup.Edges;
import io.gleaner.dedup.Kind;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.LocationScratch;
import io.gleaner.pipeline.table.ExcludedIds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Decides on stored edges and writes tables: in memory where they fit, else by component. */
final class DecidePool {
  private final DedupConfig config;
  private final EvidenceTables evidence;
  private final DecisionTables tables;
  private final Set<String> never;

  DecidePool(DedupConfig config, EvidenceTables evidence, DecisionTables tables) {
    this(config, evidence, tables, Set.of());
  }

  /**
   * @param never images whose component leaves
   */
  DecidePool(
      DedupConfig config, EvidenceTables evidence, DecisionTables tables, Set<String> never) {
    this.never = Set.copyOf(never);
    this.config = config;
    this.evidence = evidence;
    this.tables = tables;
  }

  void decide(Execution execution) throws IOException {
    if (Deduplicate.fitsInMemory(evidence.edges())) {
      inMemory();
    } else {
      byComponent(execution);
    }
  }

  void inMemory() throws IOException {
    Set<String> references = ExcludedIds.of(evidence.evaluation()).ids();
    Edges edges =
        new Edges(
            evidence.read(Kind.EXACT),
            evidence.read(Kind.PERCEPTUAL),
            evidence.read(Kind.NEAR),
            evidence.read(Kind.RELATIVE),
            references::contains);
    List<Location> all = new ArrayList<>();
    evidence.tables().values().forEach(all::addAll);
    PoolCandidates candidates = PoolCandidates.read(evidence.pool(), all);
    Decision decision = Deduplicate.decide(config, evidence.poolImages(), edges, candidates, never);
    tables.write(decision, candidates::table);
  }

  void byComponent(Execution execution) throws IOException {
    Location scratch = tables.duplicates().resolve(".scratch");
    try {
      Deduplicate.decideByComponent(
          config, evidence, never, new LocationScratch(scratch).unique(), execution, tables::write);
      tables.complete();
    } finally {
      scratch.deleteAll();
    }
  }
}
