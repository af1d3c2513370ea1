package io.gleaner.pipeline.run;

import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.report.read.ReportOptions;
import io.gleaner.pipeline.report.read.WriteReport;
import io.gleaner.pipeline.storage.Location;
import java.util.List;
import java.util.Map;

/**
 * Makes the page that shows a run, after {@code run.json} tells of it. A picture that cannot be
 * read is told of on the page and fails nothing.
 */
final class ReportStage implements Stage {
  static final String NAME = "report";

  private final RunDirectory directory;
  private final String title;
  private final ManifestStage manifest;
  private final Inputs clusters;

  /**
   * @param clusters that the manifest does not depend on, or null
   */
  ReportStage(RunDirectory directory, String title, ManifestStage manifest, Inputs clusters) {
    this.directory = directory;
    this.title = title;
    this.manifest = manifest;
    this.clusters = clusters;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Location> outputs() {
    return List.of(directory.report());
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = Fingerprint.of("report/1").with(title).with(manifest.fingerprint());
    return (clusters == null ? fingerprint : fingerprint.with(clusters.fingerprint().get())).hex();
  }

  @Override
  public Map<String, Long> execute(Execution execution) throws Exception {
    Location page = directory.reportPage();
    WriteReport.write(
        directory,
        ReportOptions.DEFAULTS,
        Originals.of(directory, Map.of()),
        execution.parallelism(),
        page);
    return Map.of("bytes", page.size());
  }
}
