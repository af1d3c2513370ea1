package io.gleaner.pipeline.run;

import io.gleaner.dedup.Component;
import io.gleaner.dedup.Decision;
import io.gleaner.dedup.DedupConfig;
import io.gleaner.dedup.Deduplicate;
import io.gleaner.dedup.Duplicate;
import io.gleaner.dedup.Edges;
import io.gleaner.dedup.Kind;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.EdgeTables;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import java.util.ArrayList;
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

  /**
   * @param evaluation or null
   * @param hashes or null
   */
  DeduplicateStage(
      RunDirectory directory,
      Inputs pool,
      Inputs evaluation,
      HashStage hashes,
      NeighbourStage neighbours,
      DedupConfig config) {
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
    return Fingerprint.of("deduplicate/1")
        .with(hashes == null ? "" : hashes.fingerprint())
        .with(neighbours.fingerprint())
        .with(config.withFloor(-1))
        .hex();
  }

  /** Returns the ids that the stages after this one leave out. */
  ExcludedIds removed() {
    return ExcludedIds.of(RunDirectory.tables(directory.duplicates()), fingerprint());
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    List<Location> exact = RunDirectory.tables(directory.hashes().resolve("exact"));
    List<Location> perceptual = RunDirectory.tables(directory.hashes().resolve("perceptual"));
    List<Location> near = RunDirectory.tables(directory.neighbours().resolve("pool"));
    List<Location> against = RunDirectory.tables(directory.neighbours().resolve("evaluation"));
    Edges edges = Edges.NONE.withNear(EdgeTables.read(near));
    List<Location> all = new ArrayList<>(near);
    if (hashes != null) {
      edges = edges.withExact(EdgeTables.read(exact)).withPerceptual(EdgeTables.read(perceptual));
      all.addAll(exact);
      all.addAll(perceptual);
    }
    if (evaluation != null) {
      Set<String> references =
          ExcludedIds.of(evaluation.files(), evaluation.fingerprint().get()).ids();
      edges = edges.withAgainst(EdgeTables.read(against), references::contains);
      all.addAll(against);
    }
    long images = pool.rows();
    Decision decision = Deduplicate.decide(config, images, edges, PoolCandidates.read(pool, all));
    TableWriter.write(
        directory.duplicates().resolve("part-0.parquet"), DUPLICATES, decision.duplicates());
    TableWriter.write(
        directory.components().resolve("part-0.parquet"), COMPONENTS, decision.components());
    return counts(images, decision);
  }

  private static Map<String, Long> counts(long images, Decision decision) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("images", images);
    for (Kind kind : Kind.values()) {
      counts.put(label(kind), decision.duplicates().stream().filter(d -> d.kind() == kind).count());
    }
    counts.put("left", images - decision.duplicates().size());
    List<Component> large =
        decision.components().stream()
            .filter(c -> c.state() == Component.State.LARGE || c.state() == Component.State.SPLIT)
            .toList();
    counts.put("large_components", (long) large.size());
    for (Component component : large) {
      LOG.warn(
          "{} component {} has {} images, weakest edge {}: {}",
          label(component.kind()),
          component.name(),
          component.size(),
          component.weakestEdge(),
          label(component.state()));
    }
    return counts;
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static final Format<Duplicate> DUPLICATES =
      Format.<Duplicate>empty()
          .withText("id", Duplicate::id)
          .withText("kept_id", Duplicate::keptId)
          .withText("kind", duplicate -> label(duplicate.kind()))
          .withFloat("similarity", Duplicate::similarity)
          .withLong("component_size", Duplicate::componentSize);

  private static final Format<Component> COMPONENTS =
      Format.<Component>empty()
          .withText("component", Component::name)
          .withText("kind", component -> label(component.kind()))
          .withLong("size", Component::size)
          .withFloat("weakest_edge", Component::weakestEdge)
          .withText("representative", Component::representative)
          .withText("split", component -> label(component.state()));
}
