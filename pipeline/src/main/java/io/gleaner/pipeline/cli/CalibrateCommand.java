package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.calibrate.Calibration;
import io.gleaner.pipeline.calibrate.ReadLabels;
import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner calibrate}: which threshold a run's embeddings need. */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description = {
      "Measures thresholds on a run's images, for the encoder that it uses. With labels: precision"
          + " and recall by threshold, and the threshold for a wanted precision.",
      "Without labels: how often pairs match that cannot be copies, and a page of pairs to say yes"
          + " or no to, whose answers are labels."
    })
final class CalibrateCommand implements Callable<Integer> {
  private static final int DEFAULT_PAIRS = 200;
  private static final int MOST_PAIRS = 2_000;

  @Parameters(
      paramLabel = "RUN",
      description = "the run directory, or one that gleaner embed has written")
  private Location run;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "CSV with the columns file,group (images of one group are copies; an empty group or -1 is"
              + " a copy of none) or id_a,id_b,same")
  private Location labels;

  @Option(
      names = "--precision",
      paramLabel = "P",
      defaultValue = "0.99",
      description = "share of copies wanted among matches (default: ${DEFAULT-VALUE})")
  private double precision;

  @Option(
      names = "--pool",
      paramLabel = "N",
      description = "images of the pool that false pairs are told for (default: the run's)")
  private Long pool;

  @Option(
      names = "--centre",
      description = "compare embeddings from the pool's mean on too, beside the plain ones")
  private boolean centre;

  @Option(
      names = "--column",
      paramLabel = "NAME",
      description =
          "column of vectors: embedding or copy_embedding (default: what the run deduplicates by)")
  private String column;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "pairs to label, 0 to 2000 (default: 200 without --labels, else 0)")
  private Integer pairs;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "folder of what is written, which is replaced (default: RUN/calibrations/NAME, by the"
              + " file of labels, else \"unlabelled\")")
  private Location output;

  @Option(
      names = "--root",
      paramLabel = "NAME=LOCATION",
      description =
          "where images are now whose uris start with NAME, if not where the run found them")
  private Map<String, Location> roots = new LinkedHashMap<>();

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "of draws of pairs and groups (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(names = "--json", description = "print one JSON object")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    requireArguments();
    RunDirectory directory = new RunDirectory(run);
    directory.requireTables();
    Originals originals;
    try {
      originals = Originals.of(directory, roots);
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException("--root: " + e.getMessage());
    }
    Calibration.Options options =
        new Calibration.Options(
            labels == null ? null : ReadLabels.read(labels),
            String.valueOf(labels),
            precision,
            pool,
            centre,
            column,
            pairs == null ? labels == null ? DEFAULT_PAIRS : 0 : pairs,
            seed,
            originals,
            output == null ? directory.root().resolve("calibrations/" + name()) : output);
    Calibration.Result result = new Calibration(directory, options).execute();
    if (json) {
      System.out.println(Json.text(CalibrationJson.of(result, precision)));
    } else {
      CalibrationText.lines(result, precision).forEach(System.out::println);
    }
    return 0;
  }

  private void requireArguments() {
    if (!(precision > 0 && precision <= 1)) {
      throw new UnusableArgumentException(
          String.format(Locale.ROOT, "--precision is %s, must be above 0, to 1", precision));
    }
    if (pool != null && pool < 2) {
      throw new UnusableArgumentException(
          String.format(Locale.ROOT, "--pool is %d, must be at least 2", pool));
    }
    if (pairs != null && (pairs < 0 || pairs > MOST_PAIRS)) {
      throw new UnusableArgumentException(
          String.format(Locale.ROOT, "--pairs is %d, must be 0 to %d", pairs, MOST_PAIRS));
    }
    if (column != null && !column.equals("embedding") && !column.equals("copy_embedding")) {
      throw new UnusableArgumentException(
          "--column is \"" + column + "\", must be embedding or copy_embedding");
    }
  }

  private String name() {
    if (labels == null) {
      return "unlabelled";
    }
    String name =
        labels
            .name()
            .replaceAll("(?i)\\.csv$", "")
            .replaceAll("[^A-Za-z0-9._-]", "_")
            .replaceAll("^[.]+", "");
    return name.isEmpty() ? "labels" : name;
  }
}
