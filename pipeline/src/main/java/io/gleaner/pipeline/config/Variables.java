package io.gleaner.pipeline.config;

import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Variables of the environment in a recipe's paths: <code>${NAME}</code>, or <code>
 * ${NAME:-DEFAULT}</code> where it may be unset or empty. <code>$${</code> stands for <code>${
 * </code> itself.
 *
 * @param environment returns a variable's value, or null
 */
record Variables(UnaryOperator<String> environment) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?}|\\$\\{");

  /** Returns a recipe's YAML with the variables of its paths put in. */
  Node in(Node recipe, Problems problems) {
    return PathValues.map("", recipe, path -> expand(path, problems));
  }

  private String expand(ScalarNode path, Problems problems) {
    Matcher found = REFERENCE.matcher(path.getValue());
    return found.replaceAll(
        reference -> {
          if (reference.group().startsWith("$$")) {
            return Matcher.quoteReplacement("${");
          }
          String name = reference.group(1);
          if (name == null) {
            problems.add(
                path.getStartMark(),
                "a variable in a path must be ${NAME} or ${NAME:-DEFAULT}",
                "for ${ itself write $${");
            return "";
          }
          String value = environment.apply(name);
          boolean isDefault = reference.group(2) != null && (value == null || value.isEmpty());
          if (value == null && !isDefault) {
            problems.add(
                path.getStartMark(),
                String.format(Locale.ROOT, "the variable %s is not set", name),
                String.format(Locale.ROOT, "set it, or write ${%s:-DEFAULT}", name));
            return "";
          }
          return Matcher.quoteReplacement(isDefault ? reference.group(3) : value);
        });
  }

  /** Returns the text that stands for a path as it is. */
  static String escape(String path) {
    return path.replace("${", "$${");
  }
}
