package io.gleaner.pipeline.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field of sidecars, or a column, that goes through to the manifest.
 *
 * @param field its name in the source
 * @param name of its column in Gleaner's tables
 */
public record CarriedField(String field, String name) implements Serializable {
  private static final Pattern RENAMED =
      Pattern.compile("(?s)(.*\\S)\\s+as\\s+(\\S.*)", Pattern.CASE_INSENSITIVE);

  /** Names of the columns of {@code images/} and {@code manifest/} (docs/formats.md). */
  private static final Set<String> OWN =
      Set.of(
          "id",
          "uri",
          "key",
          "source",
          "sha256",
          "phash",
          "width",
          "height",
          "format",
          "bytes",
          "constant",
          "container",
          "file",
          "offset",
          "length",
          "row_group",
          "row",
          "embedding",
          "copy_embedding",
          "retrievals");

  /** Reads {@code FIELD} or {@code FIELD AS NAME}. */
  public static CarriedField parse(String text) {
    Matcher renamed = RENAMED.matcher(text.strip());
    return renamed.matches()
        ? new CarriedField(renamed.group(1), renamed.group(2))
        : new CarriedField(text.strip(), text.strip());
  }

  public static List<CarriedField> parse(List<String> texts) {
    return texts.stream().map(CarriedField::parse).toList();
  }

  /** Returns the columns' names, in order. */
  public static List<String> names(List<String> texts) {
    return parse(texts).stream().map(CarriedField::name).toList();
  }

  /**
   * Returns what is wrong with a list of carried fields, with the way out, one problem for each
   * field in order, null where nothing is: names are compared without regard to case, as DuckDB and
   * others do.
   */
  public static List<String> problems(List<String> texts) {
    List<String> problems = new ArrayList<>();
    Set<String> before = new TreeSet<>();
    for (CarriedField each : parse(texts)) {
      String lower = each.name.toLowerCase(Locale.ROOT);
      if (each.name.isEmpty()) {
        problems.add("a carried field has no name");
      } else if (OWN.contains(lower)) {
        problems.add(
            String.format(
                Locale.ROOT,
                "Gleaner has a column \"%s\" of its own; carry it as \"%s AS source_%s\"",
                lower,
                each.field,
                lower));
      } else if (!before.add(lower)) {
        problems.add(
            String.format(
                Locale.ROOT,
                "\"%s\" is carried twice (names that differ in case alone are the same); name one"
                    + " otherwise, such as \"%s AS other_%s\"",
                each.name,
                each.field,
                lower));
      } else {
        problems.add(null);
      }
    }
    return problems;
  }
}
