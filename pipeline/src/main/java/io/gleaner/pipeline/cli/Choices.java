package io.gleaner.pipeline.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * Lets options whose values are an enum's constants be written, listed and told as recipes write
 * them, in lower case; upper case is understood too.
 */
final class Choices {
  private Choices() {}

  /** Changes all such options of a command and of those below it. */
  static void inLowerCase(CommandSpec command) {
    for (OptionSpec option : List.copyOf(command.options())) {
      Class<?> type =
          option.isMultiValue() && !option.type().isArray()
              ? option.auxiliaryTypes()[0]
              : option.type();
      if (type.isEnum()) {
        command.remove(option);
        command.addOption(
            OptionSpec.builder(option)
                .completionCandidates(names(type))
                .converters((ITypeConverter<Object>) value -> constant(type, value))
                .build());
      }
    }
    command.subcommands().values().forEach(below -> inLowerCase(below.getCommandSpec()));
  }

  private static List<String> names(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(Choices::name).toList();
  }

  private static String name(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  private static Object constant(Class<?> type, String value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> name(each).equals(value.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "must be one of "
                        + String.join(", ", names(type))
                        + ", but was \""
                        + value
                        + "\""));
  }
}
