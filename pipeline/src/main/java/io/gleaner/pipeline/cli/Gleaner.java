package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.calibrate.UnusableLabelsException;
import io.gleaner.pipeline.config.RecipeException;
import io.gleaner.pipeline.encoder.UnavailableDeviceException;
import io.gleaner.pipeline.encoder.checkpoint.UnusableModelException;
import io.gleaner.pipeline.export.MissingImagesException;
import io.gleaner.pipeline.export.UnusableExportException;
import io.gleaner.pipeline.image.UnavailableDecoderException;
import io.gleaner.pipeline.origin.Build;
import io.gleaner.pipeline.origin.Machine;
import io.gleaner.pipeline.run.RunDirectoryInUseException;
import io.gleaner.pipeline.run.TooManyRejectedException;
import io.gleaner.pipeline.run.UnusableRunException;
import io.gleaner.pipeline.run.UnusableTableException;
import io.gleaner.pipeline.runner.StaleClusterException;
import io.gleaner.pipeline.source.UnusableSourceException;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.UnknownSchemeException;
import io.gleaner.pipeline.table.MissingColumnException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's entry. Exit codes: 0 done, 1 failed while running, 2 unusable arguments. */
@Command(
    name = "gleaner",
    description = "Curates image datasets the way DINOv2's LVD-142M was made.",
    mixinStandardHelpOptions = true,
    versionProvider = Gleaner.Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Gleaner {
  private static final int FAILED = 1;
  private static final int UNUSABLE = 2;

  Gleaner() {}

  /** Tells the build, and the CPU that decides how fast it is. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "gleaner " + Build.current().text(),
        "java " + Runtime.version(),
        "cpu " + Machine.processor()
      };
    }
  }

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    Commands.prepare(List.of(arguments));
    System.exit(run(arguments));
  }

  /** Runs a command and returns its exit code. */
  static int run(String... arguments) {
    CommandLine command =
        Commands.of(List.of(arguments))
            .registerConverter(Location.class, Location::of)
            .setParameterExceptionHandler((failure, typed) -> tell(failure, typed))
            .setExecutionExceptionHandler(
                (failure, failed, parsed) -> report(failure, failed.getErr(), arguments));
    try {
      return command.execute(arguments);
    } catch (Error e) { // picocli hands on exceptions alone; memory that ran out is an error
      return report(e, command.getErr(), arguments);
    }
  }

  private static int tell(ParameterException failure, String... typed) {
    CommandLine command = failure.getCommandLine();
    PrintWriter out = command.getErr();
    if (typed.length == 0) {
      command.usage(out);
      return UNUSABLE;
    }
    out.println(failure.getMessage());
    UnmatchedArgumentException.printSuggestions(failure, out);
    out.println(command.getCommandSpec().qualifiedName() + " --help says what there is");
    out.flush();
    return UNUSABLE;
  }

  private static int report(Throwable failure, PrintWriter out, String... arguments) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (isTheUsers(each)) {
        out.println(each.getMessage().stripTrailing());
        out.flush();
        return UNUSABLE;
      }
      if (each instanceof TooManyRejectedException
          || each instanceof MissingImagesException) { // of the data; its message says all
        out.println("gleaner: " + each.getMessage().stripTrailing());
        out.flush();
        return FAILED;
      }
    }
    FailureReport.print(failure, List.of(arguments), out);
    return FAILED;
  }

  private static boolean isTheUsers(Throwable failure) {
    return failure instanceof RecipeException
        || failure instanceof UnusableSourceException
        || failure instanceof UnusableModelException
        || failure instanceof UnavailableDeviceException
        || failure instanceof UnavailableDecoderException
        || failure instanceof UnknownSchemeException
        || failure instanceof MissingColumnException
        || failure instanceof UnusableTableException
        || failure instanceof RunDirectoryInUseException
        || failure instanceof UnusableRunException
        || failure instanceof UnusableExportException
        || failure instanceof StaleClusterException
        || failure instanceof UnusableArgumentException
        || failure instanceof UnusableLabelsException
        || failure instanceof java.io.FileNotFoundException;
  }
}
