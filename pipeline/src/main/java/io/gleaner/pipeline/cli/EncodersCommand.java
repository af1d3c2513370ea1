package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.encoder.architecture.Family;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code gleaner encoders}. */
@Command(
    name = "encoders",
    mixinStandardHelpOptions = true,
    description = "Lists the families of encoders that are read as published, with their defaults.",
    subcommands = CheckEncoderCommand.class)
final class EncodersCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    String row = "%-22s %-11s %s%n";
    System.out.printf(Locale.ROOT, row, "model_type", "pooling", "published as");
    for (Family family : Family.values()) {
      System.out.printf(
          Locale.ROOT,
          row,
          family.type(),
          family.auto().name().toLowerCase(Locale.ROOT),
          family.published());
    }
    System.out.printf(
        Locale.ROOT, row, "TorchScript", "its own", "SSCD, or any network that its user exported");
    System.out.printf(
        Locale.ROOT,
        "%nDefaults: precision fp32, the preprocessing and resolution of the checkpoint.%n"
            + "`gleaner encoders check MODEL` loads one and says what it is.%n");
    return 0;
  }
}
