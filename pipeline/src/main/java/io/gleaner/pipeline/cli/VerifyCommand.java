package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.export.VerifyExport;
import io.gleaner.pipeline.print.TerminalText;
import io.gleaner.pipeline.report.ManifestDigest;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner verify}: whether an export holds what the manifest says. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Reads an export again and compares it with the manifest: each image's SHA-256, name and"
            + " fields, each file's size and SHA-256. Ends with 1 where something differs.")
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "EXPORT", description = "the export's folder")
  private Location export;

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "the run; its manifest must be the one that was exported")
  private Location run;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "shards that are read side by side (default: processors)")
  private Integer parallelism;

  @Option(names = "--json", description = "as one JSON object")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (parallelism != null && parallelism < 1) {
      throw new UnusableArgumentException(
          "--parallelism is " + parallelism + ", must be at least 1");
    }
    int threads = parallelism == null ? Runtime.getRuntime().availableProcessors() : parallelism;
    VerifyExport verified = new VerifyExport(export);
    List<String> differences = new ArrayList<>();
    if (run != null) {
      RunDirectory directory = new RunDirectory(run);
      directory.requireTables();
      directory.requireManifest();
      try (Sql sql = Sql.open(RunDirectory.spillElsewhere(), threads)) {
        String digest = ManifestDigest.of(sql, RunDirectory.tables(directory.manifest()));
        if (!digest.equals(verified.mark().digest())) {
          differences.add(
              String.format(
                  Locale.ROOT,
                  "the manifest of %s has the digest %s, the exported one %s",
                  directory.root(),
                  digest,
                  verified.mark().digest()));
        }
      }
    }
    VerifyExport.Result result = verified.verify(threads);
    long all = differences.size() + result.all();
    differences.addAll(result.differences());
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("images", result.images());
      object.put("bytes", result.bytes());
      object.put("differences", all);
      object.put("told", differences);
      System.out.println(Json.text(object));
    } else {
      differences.forEach(each -> System.out.println(TerminalText.of(each)));
      System.out.printf(
          Locale.ROOT,
          "%,d images, %,d bytes: %s%n",
          result.images(),
          result.bytes(),
          all == 0 ? "as the manifest says" : String.format(Locale.ROOT, "%,d differences", all));
    }
    return all == 0 ? 0 : 1;
  }
}
