package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.compare.RunComparison;
import io.gleaner.pipeline.report.ManifestDigest;
import io.gleaner.pipeline.report.Statistics;
import io.gleaner.pipeline.report.TextTables;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner stats}: what a run came to. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    description =
        "Prints a run's composition, deduplication counts, collisions and similarities, or what"
            + " moved between two runs.")
final class StatsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "the run directory")
  private Location run;

  @Option(names = "--json", description = "as one JSON object")
  private boolean json;

  @Option(
      names = "--digest",
      description = "print only a digest of the manifest's rows, whatever files they are in")
  private boolean digest;

  @Option(
      names = "--compare",
      paramLabel = "OTHER",
      description =
          "what moved from another run to this one: recipe, counts, pictures gained and lost, and"
              + " why")
  private Location other;

  @Override
  public Integer call() throws Exception {
    RunDirectory directory = complete(run);
    if (other != null) {
      return compare(directory, complete(other));
    }
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

  private static RunDirectory complete(Location folder) throws IOException {
    RunDirectory directory = new RunDirectory(folder);
    if (!directory.manifest().isFolder()) {
      throw new UnusableArgumentException(folder + " is no complete run: it has no manifest/");
    }
    directory.requireManifest();
    return directory;
  }

  private Integer compare(RunDirectory directory, RunDirectory compared) throws Exception {
    if (digest) {
      throw new UnusableArgumentException(
          "--digest prints a digest of one run; --compare prints those of both");
    }
    int threads = Runtime.getRuntime().availableProcessors();
    try (Sql sql = Sql.open(RunDirectory.spillElsewhere(), threads)) {
      RunComparison comparison = RunComparison.of(directory, compared, sql);
      System.out.print(json ? comparison.json() + "\n" : comparison.text());
    }
    return 0;
  }
}
