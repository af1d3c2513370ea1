package io.gleaner.pipeline.run;

import io.gleaner.pipeline.manifest.ManifestTables;
import io.gleaner.pipeline.manifest.WriteKept;
import io.gleaner.pipeline.manifest.WriteManifest;
import io.gleaner.pipeline.report.ConstantImages;
import io.gleaner.pipeline.report.Statistics;
import io.gleaner.pipeline.review.Decisions;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.retrieval.curated.RetrievedPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;

/**
 * Unites what the sets retrieved into the training manifest, a row for each picture, in one
 * pipeline, and counts: footers, and single columns of rejected and removed images. In a run
 * without curated sets the manifest holds all that deduplication left of the pool.
 */
final class ManifestStage implements Stage {
  static final String NAME = "manifest";

  private final RunDirectory directory;
  private final List<String> carried;
  private final boolean curatedCopies;
  private final EmbedStage embed;
  private final Rows rows;
  private final Decisions decisions;

  /** Where the manifest's rows come from. */
  private interface Rows {
    /** Returns what decides the rows, beside the images. */
    String fingerprint();

    /** Adds to a pipeline what writes them. */
    void write(Pipeline pipeline, List<Location> images) throws IOException;
  }

  private ManifestStage(
      RunDirectory directory,
      List<String> carried,
      boolean curatedCopies,
      EmbedStage embed,
      Rows rows,
      Decisions decisions) {
    this.decisions = decisions;
    this.directory = directory;
    this.carried = List.copyOf(carried);
    this.curatedCopies = curatedCopies;
    this.embed = embed;
    this.rows = rows;
  }

  /**
   * What curated sets retrieved.
   *
   * @param carried fields that go into the manifest
   * @param curatedCopies whether near-copies of curated images were removed
   * @param decisions of people, whose outcomes are counted
   */
  static ManifestStage ofRetrieved(
      RunDirectory directory,
      List<String> carried,
      boolean curatedCopies,
      EmbedStage embed,
      RetrieveStage retrieval,
      Decisions decisions) {
    Rows rows =
        new Rows() {
          @Override
          public String fingerprint() {
            return retrieval.fingerprint();
          }

          @Override
          public void write(Pipeline pipeline, List<Location> images) throws IOException {
            List<Location> retrieved = RunDirectory.tables(directory.retrieved());
            int parts = RetrievedPart.parts(TableReader.rows(retrieved));
            pipeline.apply(
                "Manifest",
                new WriteManifest(images, retrieved, carried, directory.manifest(), parts));
          }
        };
    return new ManifestStage(directory, carried, curatedCopies, embed, rows, decisions);
  }

  /**
   * What is left of the pool.
   *
   * @param carried fields that go into the manifest
   * @param removed images that are not
   * @param decisions of people, whose outcomes are counted
   */
  static ManifestStage ofKept(
      RunDirectory directory,
      List<String> carried,
      EmbedStage embed,
      Inputs pool,
      RemovedImages removed,
      Decisions decisions) {
    Rows rows =
        new Rows() {
          @Override
          public String fingerprint() {
            return "kept " + removed.fingerprint().get();
          }

          @Override
          public void write(Pipeline pipeline, List<Location> images) throws IOException {
            Map<String, ExcludedIds> byTable = removed.byTable();
            List<WriteKept.Table> tables = new ArrayList<>();
            for (StoredFile file : RunDirectory.tableFiles(pool.folder())) {
              ExcludedIds left = byTable.getOrDefault(file.relative(), ExcludedIds.none());
              tables.add(new WriteKept.Table(file.location(), left));
            }
            int parts = RetrievedPart.parts(pool.rows() - removed.count());
            pipeline.apply("Manifest", new WriteKept(tables, carried, directory.manifest(), parts));
          }
        };
    return new ManifestStage(directory, carried, false, embed, rows, decisions);
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
    List<Location> outputs = new ArrayList<>();
    outputs.add(directory.manifest());
    Statistics.NAMES.forEach(name -> outputs.add(directory.statistics(name)));
    outputs.add(directory.statistics(ReviewOutcomes.NAME));
    outputs.add(directory.statisticsJson());
    return outputs;
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint =
        Fingerprint.of("manifest/4")
            .with(embed.fingerprint())
            .with(rows.fingerprint())
            .withAll(carried);
    return (decisions.isEmpty() ? fingerprint : fingerprint.withAll(decisions.contents())).hex();
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    List<StoredFile> images = RunDirectory.tableFiles(directory.images());
    Pipeline pipeline = execution.pipeline();
    rows.write(pipeline, images.stream().map(StoredFile::location).toList());
    execution.run(pipeline);
    List<Location> parts = RunDirectory.tables(directory.manifest());
    long pictures = TableReader.rows(parts);
    Map<String, List<Location>> bySource = bySource(images);
    Statistics.write(
        new Statistics.Sources(
            rows(bySource),
            ConstantImages.count(bySource),
            RunDirectory.tables(directory.rejected()),
            removed(),
            RunDirectory.tables(directory.components()),
            directory.retrieved(),
            directory.statistics(RetrievalTables.STATISTICS),
            ManifestTables.imagesBySet(parts),
            pictures),
        directory.statistics(),
        directory.statisticsJson());
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("images", pictures);
    counts.put("merged", ManifestTables.merged(parts));
    if (!decisions.isEmpty()) {
      List<ReviewOutcomes.Outcome> outcomes =
          ReviewOutcomes.of(ReviewedImages.of(decisions, directory), directory);
      ReviewOutcomes.write(directory.statistics(ReviewOutcomes.NAME), outcomes);
      counts.putAll(ReviewOutcomes.counts(outcomes));
    }
    return counts;
  }

  /** Returns the tables of all images that left the pool. */
  private List<Location> removed() {
    List<Location> tables = new ArrayList<>(RunDirectory.tables(directory.duplicates()));
    if (curatedCopies) {
      tables.addAll(RunDirectory.tables(directory.curatedCopies()));
    }
    return tables;
  }

  /** Returns the tables of each source, those of one folder. */
  private static Map<String, List<Location>> bySource(List<StoredFile> images) {
    Map<String, List<Location>> files = new TreeMap<>();
    for (StoredFile file : images) {
      String source = file.relative().substring(0, file.relative().lastIndexOf('/'));
      files.computeIfAbsent(source, none -> new ArrayList<>()).add(file.location());
    }
    return files;
  }

  private static Map<String, Long> rows(Map<String, List<Location>> bySource) throws IOException {
    Map<String, Long> rows = new TreeMap<>();
    for (Map.Entry<String, List<Location>> source : bySource.entrySet()) {
      rows.put(source.getKey(), TableReader.rows(source.getValue()));
    }
    return rows;
  }
}
