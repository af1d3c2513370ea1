package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.audit.AuditTables;
import io.gleaner.pipeline.audit.Decision;
import io.gleaner.pipeline.audit.Evidence;
import io.gleaner.pipeline.audit.LeakSummary;
import io.gleaner.pipeline.print.TerminalText;
import io.gleaner.pipeline.run.Audit;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner audit}: whether pictures from outside are in a run. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description =
        "Tells whether pictures, such as those of a benchmark, are in a run: in its manifest, in"
            + " its pool, or among what was removed.")
final class AuditCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "the run directory")
  private Location run;

  @Option(
      names = "--images",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      description = "folders, globs, .tar shards (also compressed), .parquet files")
  private List<String> images;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description =
          "cosine above which a picture is taken for an image of the run, -1 to 1 (default: the"
              + " recipe's dedup.against.threshold, without evaluation sets dedup.threshold)")
  private Float threshold;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "folder of audit.parquet and audit.csv, which are replaced (default: RUN/audits/NAME, by"
              + " the first path's last segment)")
  private Location output;

  @Option(
      names = "--encoder",
      paramLabel = "MODEL",
      description = "where the run's encoder is, if it is not where the run found it")
  private Location encoder;

  @Option(
      names = "--image-column",
      paramLabel = "NAME",
      description = "column of .parquet files that holds the images (default: the likeliest)")
  private String imageColumn;

  @Option(names = "--batch", description = "images of one call (default: the recipe's)")
  private Integer batch;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, cuda:N or cuda:N,cuda:M (default: the recipe's)")
  private String device;

  @Mixin private ExecutionOptions options;

  @Override
  public Integer call() throws Exception {
    if (threshold != null && !(threshold >= -1 && threshold <= 1)) {
      throw new UnusableArgumentException(
          String.format(Locale.ROOT, "--threshold is %s, must be -1 to 1", threshold));
    }
    if (batch != null && batch < 1) {
      throw new UnusableArgumentException(
          String.format(Locale.ROOT, "--batch is %d, must be at least 1", batch));
    }
    RunDirectory directory = new RunDirectory(run);
    directory.requireTables();
    Location tables = output == null ? directory.root().resolve("audits/" + name()) : output;
    Audit audit = audit(directory, tables);
    AuditTables.Result result = audit.execute(options.execution());
    if (options.json) {
      System.out.println(Json.text(json(audit, result)));
    } else {
      print(audit, result);
    }
    return 0;
  }

  private Audit audit(RunDirectory directory, Location tables) throws Exception {
    try {
      return new Audit(
          directory,
          images,
          new Audit.Options(encoder, device, batch, threshold, imageColumn, tables));
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException(e.getMessage());
    }
  }

  private String name() {
    String[] segments = images.get(0).split("[/\\\\]");
    String last = segments.length == 0 ? "" : segments[segments.length - 1];
    String name = last.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[.]+", "");
    return name.isEmpty() ? "images" : name;
  }

  private void print(Audit audit, AuditTables.Result result) {
    LeakSummary summary = result.summary();
    System.out.printf(
        Locale.ROOT,
        "%,d pictures were looked for in %s; %,d could not be read%n",
        summary.read(),
        TerminalText.of(run.toString()),
        summary.count(Decision.REJECTED));
    System.out.printf(
        Locale.ROOT,
        "taken for an image of the run: equal SHA-256%s, similarity above %s (%s)%n%n",
        audit.perceptualDistance() < 0
            ? ""
            : ", perceptual hash within " + audit.perceptualDistance() + " bits",
        audit.threshold(),
        audit.thresholdOrigin());
    System.out.printf(
        Locale.ROOT,
        "%-20s %9s %9s  %-18s %9s %11s %9s%n",
        "decision",
        "pictures",
        "share",
        "95 % interval",
        "exact",
        "perceptual",
        "near");
    for (Decision decision : Decision.values()) {
      if (decision == Decision.REJECTED) {
        continue;
      }
      LeakSummary.Share share = summary.share(decision);
      System.out.printf(
          Locale.ROOT,
          "%-20s %,9d %8.2f%%  %6.2f%% to %6.2f%% %,9d %,11d %,9d%n",
          lower(decision),
          summary.count(decision),
          100 * share.share(),
          100 * share.low(),
          100 * share.high(),
          summary.count(decision, Evidence.EXACT),
          summary.count(decision, Evidence.PERCEPTUAL),
          summary.count(decision, Evidence.NEAR));
    }
    if (!result.leaks().isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "%nin the manifest%s:%n",
          summary.count(Decision.IN_MANIFEST) > result.leaks().size()
              ? ", the first " + result.leaks().size()
              : "");
      result
          .leaks()
          .forEach(
              (uri, image) -> System.out.println("  " + TerminalText.of(uri + " is " + image)));
    }
    System.out.println();
    System.out.println(audit.output().resolve("audit.parquet"));
    System.out.println(audit.output().resolve("audit.csv"));
  }

  private static Map<String, Object> json(Audit audit, AuditTables.Result result) {
    LeakSummary summary = result.summary();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pictures", summary.read());
    json.put("rejected", summary.count(Decision.REJECTED));
    json.put("threshold", audit.threshold());
    json.put("threshold_origin", audit.thresholdOrigin());
    json.put("perceptual_distance", audit.perceptualDistance());
    Map<String, Object> decisions = new LinkedHashMap<>();
    for (Decision decision : Decision.values()) {
      if (decision == Decision.REJECTED) {
        continue;
      }
      Map<String, Object> counts = new LinkedHashMap<>();
      counts.put("pictures", summary.count(decision));
      LeakSummary.Share share = summary.share(decision);
      counts.put("share", share.share());
      counts.put("low", share.low());
      counts.put("high", share.high());
      for (Evidence evidence : Evidence.values()) {
        counts.put(lower(evidence), summary.count(decision, evidence));
      }
      decisions.put(lower(decision), counts);
    }
    json.put("decisions", decisions);
    json.put("parquet", audit.output().resolve("audit.parquet").toString());
    json.put("csv", audit.output().resolve("audit.csv").toString());
    return json;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
