package io.gleaner.pipeline.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Collects what is wrong with a file, in the order of its lines, with those it includes, and with
 * options after them.
 */
final class Problems {
  private static final int SHOWN = 200; // characters of a line

  private final Map<String, Source> sources = new HashMap<>();
  private final Map<Place, List<String>> byPlace =
      new TreeMap<>(
          Comparator.comparingInt(Place::source)
              .thenComparingInt(Place::line)
              .thenComparingInt(Place::column));

  /** A file by its place among all files. */
  private record Source(int number, List<String> lines) {}

  /** Options come after all files. */
  private record Place(int source, int line, int column) {
    static final Place OPTIONS = new Place(Integer.MAX_VALUE, 0, 0);
  }

  private final String file;

  Problems(String file, String text) {
    this.file = file;
    open(file, text);
  }

  /** Has the lines of a further file at hand. */
  void open(String further, String text) {
    sources.putIfAbsent(further, new Source(sources.size(), text.lines().toList()));
  }

  /**
   * @param mark where; the line is shown with a caret below it. One that is in no file is a value
   *     of the command line, and its name the option
   * @param what was found and what is allowed
   * @param hint under the caret
   */
  void add(Optional<Mark> mark, String what, String hint) {
    String name = mark.map(Mark::getName).orElse(file);
    Source source = sources.get(name);
    if (source == null) {
      add(Place.OPTIONS, String.format(Locale.ROOT, "%s: %s\n    %s\n", name, what, hint));
      return;
    }
    int line = mark.map(Mark::getLine).orElse(0);
    int column = mark.map(Mark::getColumn).orElse(0);
    String whole = line < source.lines.size() ? source.lines.get(line) : "";
    int from = Math.max(0, column - SHOWN / 2);
    int start = Math.min(whole.length(), from);
    String shown = whole.substring(start, Math.min(whole.length(), start + SHOWN));
    add(
        new Place(source.number, line, column),
        String.format(
            Locale.ROOT,
            "%s:%d:%d: %s\n    %s\n    %s^ %s\n",
            name,
            line + 1,
            column + 1,
            what,
            shown,
            " ".repeat(column - from),
            hint));
  }

  private void add(Place place, String problem) {
    byPlace.computeIfAbsent(place, none -> new ArrayList<>()).add(problem);
  }

  void throwIfAny() {
    if (!byPlace.isEmpty()) {
      throw new RecipeException(byPlace.values().stream().flatMap(List::stream).toList());
    }
  }

  /** Returns the name among {@code names} that is nearest to {@code wrong}, if one is near. */
  static Optional<String> nearest(String wrong, List<String> names) {
    String best = null;
    int least = Math.max(2, wrong.length() / 3) + 1;
    for (String name : names) {
      int distance = distance(wrong, name);
      if (distance < least) {
        least = distance;
        best = name;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
