package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.config.RecipeException;
import io.gleaner.pipeline.encoder.UnavailableDeviceException;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.run.RunDirectoryInUseException;
import io.gleaner.pipeline.run.TooManyRejectedException;
import io.gleaner.pipeline.run.UnusableTableException;
import io.gleaner.pipeline.runner.StaleClusterException;
import io.gleaner.pipeline.source.UnusableSourceException;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.UnknownSchemeException;
import io.gleaner.pipeline.table.MissingColumnException;
import io.gleaner.pipeline.table.UnreadableTableException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entry. Exit codes: 0 done, 1 failed while running, 2 unusable arguments. */
@Command(
    name = "gleaner",
    description = "Curates image datasets the way DINOv2's LVD-142M was made.",
    mixinStandardHelpOptions = true,
    version = "gleaner 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      EmbedCommand.class,
      DedupCommand.class,
      ClusterCommand.class,
      RetrieveCommand.class,
      StatsCommand.class,
      SynthCommand.class,
      EncodersCommand.class
    })
public final class Gleaner {
  private static final int FAILED = 1;
  private static final int UNUSABLE = 2;

  private Gleaner() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(String... arguments) {
    return new CommandLine(new Gleaner())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Location.class, Location::of)
        .setExecutionExceptionHandler(Gleaner::report)
        .execute(arguments);
  }

  private static int report(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    Throwable cause = failure;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (isTheUsers(each)) {
        command.getErr().println(each.getMessage().stripTrailing());
        return UNUSABLE;
      }
      if (isSaid(each)) {
        command.getErr().println("gleaner: " + each.getMessage().stripTrailing());
        return FAILED;
      }
      cause = each;
    }
    LoggerFactory.getLogger(Gleaner.class).error("failed", failure);
    command.getErr().println("gleaner: " + cause);
    return FAILED;
  }

  /** Failures of the data, whose message says all. */
  private static boolean isSaid(Throwable failure) {
    return failure instanceof TooManyRejectedException
        || failure instanceof UnreadableTableException;
  }

  private static boolean isTheUsers(Throwable failure) {
    return failure instanceof RecipeException
        || failure instanceof UnusableSourceException
        || failure instanceof UnusableModelException
        || failure instanceof UnavailableDeviceException
        || failure instanceof UnknownSchemeException
        || failure instanceof MissingColumnException
        || failure instanceof UnusableTableException
        || failure instanceof RunDirectoryInUseException
        || failure instanceof StaleClusterException
        || failure instanceof UnusableArgumentException
        || failure instanceof java.io.FileNotFoundException;
  }
}
