package io.gleaner.pipeline.cli;

import io.gleaner.pipeline.table.Sql;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/**
 * All commands, in the order in which they are listed. The one that is called is read with all its
 * options; of the others only what the list shows is read, since reading all options takes longer
 * than many a command.
 */
final class Commands {
  private static final List<Class<?>> ALL =
      List.of(
          RunCommand.class,
          PlanCommand.class,
          EmbedCommand.class,
          DedupCommand.class,
          ClusterCommand.class,
          RetrieveCommand.class,
          StatsCommand.class,
          ReportCommand.class,
          ExportCommand.class,
          VerifyCommand.class,
          SqlCommand.class,
          ShowCommand.class,
          AuditCommand.class,
          CalibrateCommand.class,
          SynthCommand.class,
          SchemaCommand.class,
          EncodersCommand.class);

  /** Those that begin by asking a run's tables. */
  private static final Set<String> ASKING =
      Set.of("stats", "report", "export", "sql", "show", "audit", "calibrate");

  private Commands() {}

  /** Begins to load what a command will need soon. */
  static void prepare(List<String> arguments) {
    if (!arguments.isEmpty() && ASKING.contains(arguments.get(0))) {
      Sql.preload();
    }
  }

  /** Returns the command line for what a user has typed. */
  static CommandLine of(List<String> arguments) {
    CommandLine gleaner = new CommandLine(new Gleaner());
    for (Class<?> each : ALL) {
      Command command = each.getAnnotation(Command.class);
      boolean called =
          arguments.contains(command.name())
              || arguments.stream().anyMatch(argument -> argument.startsWith("@")); // from a file
      CommandLine line = new CommandLine(called ? each : named(command));
      Choices.inLowerCase(line.getCommandSpec());
      gleaner.addSubcommand(command.name(), line);
    }
    return gleaner;
  }

  private static CommandSpec named(Command command) {
    CommandSpec spec = CommandSpec.create().name(command.name());
    spec.usageMessage().description(command.description());
    return spec;
  }
}
