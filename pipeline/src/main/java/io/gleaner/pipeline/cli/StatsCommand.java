package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.report.ManifestDigest;
import io.gleaner.pipeline.report.Statistics;
import io.gleaner.pipeline.report.TextTables;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableReader;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner stats}: what a run came to. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    description = "Prints a run's composition, deduplication counts, collisions and similarities.")
final class StatsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "the run directory")
  private Location run;

  @Option(names = "--json", description = "as one JSON object")
  private boolean json;

  @Option(
      names = "--digest",
      description = "print only a digest of the manifest's rows, whatever files they are in")
  private boolean digest;

  @Override
  public Integer call() throws Exception {
    RunDirectory directory = new RunDirectory(run);
    if (!directory.manifest().isFolder()) {
      throw new UnusableArgumentException(run + " is no complete run: it has no manifest/");
    }
    directory.requireManifest();
    List<Location> manifest = RunDirectory.tables(directory.manifest());
    try (Sql sql = Sql.open(directory.spill(), 1)) {
      if (digest) {
        for (Location table : manifest) {
          TableReader.requireUndamaged(table); // SQL looks at no checksums
        }
        System.out.println(ManifestDigest.of(sql, manifest));
      } else {
        Statistics statistics = Statistics.read(sql, directory.statistics());
        System.out.println(json ? statistics.json() : TextTables.of(statistics));
      }
    }
    return 0;
  }
}
