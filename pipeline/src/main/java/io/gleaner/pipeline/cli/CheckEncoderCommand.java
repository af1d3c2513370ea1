package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.encoder.Encoder;
import io.gleaner.pipeline.encoder.Encoders;
import io.gleaner.pipeline.encoder.LocalModel;
import io.gleaner.pipeline.encoder.PixelBatch;
import io.gleaner.pipeline.encoder.Throughput;
import io.gleaner.pipeline.storage.Location;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gleaner encoders check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Loads a model and says what it is and how fast it runs here.")
final class CheckEncoderCommand implements Callable<Integer> {
  private static final double LEAST_SECONDS = 3;
  private static final Path STATUS = Path.of("/proc/self/status");

  @Parameters(paramLabel = "MODEL", description = "a checkpoint folder or a TorchScript file")
  private Location model;

  @Mixin private EncoderOptions encoding;

  @Option(names = "--batch", defaultValue = "32", description = "images of one call (default: 32)")
  private int batch;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      description = "threads that call the network (default: processors)")
  private int parallelism = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--serve",
      description =
          "for measuring beside other programs: reads a number of batches a line, runs them, prints"
              + " seconds")
  private boolean serve;

  @Override
  public Integer call() throws IOException {
    if (batch < 1 || parallelism < 1) {
      throw new UnusableArgumentException(
          String.format(
              Locale.ROOT,
              "--batch is %d and --parallelism %d, must be at least 1",
              batch,
              parallelism));
    }
    long start = System.nanoTime();
    try (Encoder encoder = Encoders.load(LocalModel.of(model), encoding.config())) {
      PixelBatch.require(model, encoder.preprocessing(), batch);
      try (Throughput throughput = new Throughput(encoder, batch, parallelism)) {
        if (serve) {
          serve(throughput);
        } else {
          describe(encoder, (System.nanoTime() - start) / 1e9);
          measure(throughput);
        }
      }
    }
    return 0;
  }

  private static void serve(Throughput throughput) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      System.out.println(throughput.seconds(Integer.parseInt(line.strip())));
    }
  }

  private static void describe(Encoder encoder, double seconds) {
    Encoder.Summary summary = encoder.summary();
    row("family", summary.family());
    row("network", summary.shape());
    row("parameters", parameters(summary.parameters()));
    row("preprocessing", encoder.preprocessing().describe());
    summary.preprocessing().forEach(reason -> row("", reason));
    row("pooling", summary.pooling());
    row("embedding", encoder.dimension() + " components");
    row("products", summary.compute());
    row("digest", encoder.digest());
    row("loaded in", String.format(Locale.ROOT, "%.1f s", seconds));
  }

  private void measure(Throughput throughput) throws IOException {
    throughput.seconds(2 * parallelism); // the first calls optimise the text
    int batches = parallelism;
    double seconds = throughput.seconds(batches);
    while (seconds < LEAST_SECONDS) {
      batches = (int) Math.ceil(batches * Math.max(2, LEAST_SECONDS / seconds));
      batches = (batches + parallelism - 1) / parallelism * parallelism;
      seconds = throughput.seconds(batches);
    }
    row(
        "speed",
        String.format(
            Locale.ROOT,
            "%.1f images/s: batches of %d from %d threads, pixels in memory",
            batches * batch / seconds,
            batch,
            parallelism));
    if (Files.isReadable(STATUS)) {
      row(
          "memory",
          String.format(
              Locale.ROOT,
              "%s resident, %s at most, mapped files included",
              status("VmRSS"),
              status("VmHWM")));
    }
  }

  private static String parameters(OptionalLong parameters) {
    return parameters.isPresent()
        ? String.format(Locale.ROOT, "%,d", parameters.getAsLong())
        : "as exported";
  }

  private static String status(String key) throws IOException {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(key + ":"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB")
          .findFirst()
          .orElse("unknown");
    }
  }

  private static void row(String name, Object value) {
    System.out.printf(Locale.ROOT, "%-14s %s%n", name, value);
  }
}
