package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.report.read.ReportOptions;
import io.gleaner.pipeline.report.read.WriteReport;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner report}: a run as one page to look at. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Makes one HTML page that shows a run: pairs beside the threshold, clusters, what each set"
          + " retrieved, and what other thresholds would do.",
      "It opens without a network. Runs that are not complete, and directories of single commands,"
          + " show what they have."
    })
final class ReportCommand implements Callable<Integer> {
  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,6})(\\.[0-9]{1,3})?(KB|MB|GB)", Pattern.CASE_INSENSITIVE);
  private static final double SMALLEST = 1e6;
  private static final double LARGEST = 1e9;

  @Parameters(paramLabel = "RUN", description = "the run directory")
  private Location run;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "the page (default: report/index.html in the run)")
  private Location output;

  @Option(
      names = "--size",
      defaultValue = "25MB",
      description = "how large the page may be, 1MB to 1GB (default: ${DEFAULT-VALUE})")
  private String size;

  @Option(
      names = "--root",
      paramLabel = "NAME=LOCATION",
      description =
          "where images are now whose uris start with NAME, if not where the run found them")
  private Map<String, Location> roots = new LinkedHashMap<>();

  @Option(names = "--no-pictures", description = "leave out all pictures")
  private boolean withoutPictures;

  @Override
  public Integer call() throws Exception {
    ReportOptions options = new ReportOptions(bytes(size), !withoutPictures);
    RunDirectory directory = new RunDirectory(run);
    directory.requireTables();
    directory.requireFormat();
    Originals originals;
    try {
      originals = Originals.of(directory, roots);
    } catch (IllegalArgumentException e) {
      throw new UnusableArgumentException("--root: " + e.getMessage());
    }
    if (output == null) {
      directory.forgetReport(); // its mark tells of another page
    }
    Location page = output == null ? directory.reportPage() : output.absolute();
    WriteReport.write(
        directory, options, originals, Runtime.getRuntime().availableProcessors(), page);
    System.out.println("report    " + page);
    return 0;
  }

  private static long bytes(String size) {
    Matcher matched = SIZE.matcher(size);
    double bytes = 0;
    if (matched.matches()) {
      double unit =
          switch (matched.group(3).toUpperCase(Locale.ROOT)) {
            case "KB" -> 1e3;
            case "MB" -> 1e6;
            default -> 1e9;
          };
      String fraction = matched.group(2) == null ? "" : matched.group(2);
      bytes = Double.parseDouble(matched.group(1) + fraction) * unit;
    }
    if (bytes < SMALLEST || bytes > LARGEST) {
      throw new UnusableArgumentException(
          "--size is \"" + size + "\", must be 1MB to 1GB, such as 25MB");
    }
    return (long) bytes;
  }
}
