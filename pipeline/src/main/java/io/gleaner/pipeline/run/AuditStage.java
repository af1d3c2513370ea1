package io.gleaner.pipeline.run;

import io.gleaner.pipeline.audit.SearchRun;
import io.gleaner.pipeline.audit.SearchedTable;
import io.gleaner.pipeline.progress.Progress;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.ExcludedIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;

/** Looks for embedded pictures among all images of another run. */
final class AuditStage implements Stage {
  private final RunDirectory work;
  private final Inputs audited;
  private final RunDirectory run;
  private final String column;
  private final int perceptualDistance;

  /**
   * @param work where this stage works
   * @param audited the pictures' tables
   * @param run where they are looked for; only read
   * @param column of the run's vectors that are compared
   * @param perceptualDistance as of {@link SearchRun}
   */
  AuditStage(
      RunDirectory work, Inputs audited, RunDirectory run, String column, int perceptualDistance) {
    this.work = work;
    this.audited = audited;
    this.run = run;
    this.column = column;
    this.perceptualDistance = perceptualDistance;
  }

  /** Returns the folder of what is found. */
  static Location found(RunDirectory work) {
    return work.root().resolve("found");
  }

  @Override
  public String name() {
    return "audit";
  }

  @Override
  public List<Location> outputs() {
    return List.of(found(work));
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint =
        Fingerprint.of("audit")
            .with(audited.fingerprint().get())
            .with(column)
            .with(perceptualDistance);
    for (Location folder :
        List.of(
            run.images(), run.duplicates(), run.curatedCopies(), run.retrieved(), run.manifest())) {
      fingerprint.with(Inputs.of(folder, "").fingerprint().get());
    }
    return fingerprint.hex();
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    List<SearchedTable> tables = tables();
    Pipeline pipeline = execution.pipeline();
    pipeline.apply(
        "Search",
        new SearchRun(
            audited.files(),
            tables,
            inManifest(),
            perceptualDistance,
            found(work),
            execution.parallelism()));
    try (Progress.Stage task = execution.progress().begin(name(), "images", 0)) {
      execution.run(pipeline, SearchRun.ROWS, SearchRun.GROUPS, task);
    }
    return Map.of("pictures", audited.rows(), "tables", (long) tables.size());
  }

  /** Returns tables of the images that are in the manifest, each for itself or for its picture. */
  private List<Location> inManifest() {
    List<Location> retrieved = RunDirectory.tables(run.retrieved());
    return retrieved.isEmpty() ? RunDirectory.tables(run.manifest()) : retrieved;
  }

  private List<SearchedTable> tables() {
    Map<String, ExcludedIds> removed =
        new RemovedImages(List.of(run.duplicates(), run.curatedCopies()), () -> "").byTable();
    List<SearchedTable> tables = new ArrayList<>();
    for (StoredFile file : RunDirectory.tableFiles(run.images(RunDirectory.POOL))) {
      tables.add(
          new SearchedTable(
              file.location(),
              column,
              removed.getOrDefault(file.relative(), ExcludedIds.none()),
              true));
    }
    for (Location file : RunDirectory.tables(run.images().resolve("curated"))) {
      tables.add(new SearchedTable(file, column, ExcludedIds.none(), false));
    }
    return tables;
  }
}
