package io.gleaner.pipeline.calibrate;

import io.gleaner.pipeline.print.TerminalText;
import io.gleaner.pipeline.review.CsvRows;
import io.gleaner.pipeline.review.CsvRows.CsvRow;
import io.gleaner.pipeline.storage.Location;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads labels: CSV in UTF-8 whose header has the columns {@code file} and {@code group}, or {@code
 * id_a}, {@code id_b} and {@code same}, perhaps with {@code stratum} and {@code pairs}. Other
 * columns are for the reader. All that is wrong with the file is told at once.
 */
public final class ReadLabels {
  /** Group of an image that is a copy of none, beside an empty one. */
  private static final String ALONE = "-1";

  private static final long LARGEST_FILE = 256L << 20;
  private static final int MOST_PROBLEMS = 20;
  private static final Set<String> YES = Set.of("yes", "y", "true", "1");
  private static final Set<String> NO = Set.of("no", "n", "false", "0");

  private final Location file;
  private final List<String> problems = new ArrayList<>();

  private ReadLabels(Location file) {
    this.file = file;
  }

  /**
   * @throws UnusableLabelsException where the file cannot be used; the message has a line for each
   *     problem
   * @throws FileNotFoundException where there is none
   */
  public static Labels read(Location file) throws IOException {
    if (!file.exists() || file.isFolder()) {
      throw new FileNotFoundException(TerminalText.of(file + " is no file; --labels names a CSV"));
    }
    if (file.size() > LARGEST_FILE) {
      throw new UnusableLabelsException(
          TerminalText.of(file + " has more than " + LARGEST_FILE + " bytes"));
    }
    byte[] bytes;
    try (var in = file.open()) {
      bytes = in.readAllBytes();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new ReadLabels(file).labels(CsvRows.of(text));
    } catch (CharacterCodingException e) {
      throw new UnusableLabelsException(TerminalText.of(file + " is no text in UTF-8"), e);
    }
  }

  private Labels labels(List<CsvRow> rows) {
    List<String> header = rows.isEmpty() ? List.of() : rows.get(0).fields();
    boolean groups = header.containsAll(List.of("file", "group"));
    boolean pairs = header.containsAll(List.of("id_a", "id_b", "same"));
    if (groups == pairs || new HashSet<>(header).size() < header.size()) {
      throw new UnusableLabelsException(
          TerminalText.of(
              String.format(
                  Locale.ROOT,
                  "%s:1: the header is \"%s\", must have each column once, and of them file,group"
                      + " or id_a,id_b,same",
                  file,
                  String.join(",", header))));
    }
    List<Map<String, String>> fields = new ArrayList<>();
    List<CsvRow> whole = new ArrayList<>();
    for (CsvRow row : rows.subList(1, rows.size())) {
      if (row.flaw() != null) {
        problem(row, "%s; fields with commas, quotes or line breaks stand in quotes", row.flaw());
      } else if (row.fields().size() != header.size()) {
        problem(
            row, "has %d fields, must have %d as the header", row.fields().size(), header.size());
      } else {
        Map<String, String> byName = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
          byName.put(header.get(i), row.fields().get(i).strip());
        }
        fields.add(byName);
        whole.add(row);
      }
    }
    Labels labels = groups ? groups(whole, fields) : pairs(whole, fields);
    refuse(problems);
    return labels;
  }

  /** Throws what is wrong, where anything is. */
  static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      int count = problems.size();
      throw new UnusableLabelsException(
          String.join("\n", problems.subList(0, Math.min(MOST_PROBLEMS, count)))
              + String.format(
                  Locale.ROOT, "\n%d problem%s with labels", count, count == 1 ? "" : "s"));
    }
  }

  private Labels.Groups groups(List<CsvRow> rows, List<Map<String, String>> fields) {
    Map<String, String> images = new LinkedHashMap<>();
    Map<String, Long> lines = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      String image = fields.get(i).get("file");
      String named = fields.get(i).get("group");
      String group = named.isEmpty() || named.equals(ALONE) ? null : named;
      if (image.isEmpty()) {
        problem(rows.get(i), "file is empty, must be a uri, its end or an id");
      } else if (lines.putIfAbsent(image, rows.get(i).line()) == null) {
        images.put(image, group);
      } else if (!java.util.Objects.equals(images.get(image), group)) {
        problem(
            rows.get(i),
            "group of %s is \"%s\", but at line %d \"%s\"; an image has one group",
            image,
            named,
            lines.get(image),
            images.get(image) == null ? "" : images.get(image));
      }
    }
    return new Labels.Groups(images, lines);
  }

  private Labels.Pairs pairs(List<CsvRow> rows, List<Map<String, String>> fields) {
    List<Labels.Pair> answered = new ArrayList<>();
    Map<List<String>, Labels.Pair> once = new HashMap<>();
    long unanswered = 0;
    for (int i = 0; i < rows.size(); i++) {
      CsvRow row = rows.get(i);
      String a = fields.get(i).get("id_a");
      String b = fields.get(i).get("id_b");
      String same = fields.get(i).get("same").toLowerCase(Locale.ROOT);
      if (a.isEmpty() || b.isEmpty() || a.equals(b)) {
        problem(row, "id_a is \"%s\" and id_b is \"%s\", must be two images", a, b);
        continue;
      }
      if (same.isEmpty()) {
        unanswered++;
        continue;
      }
      if (!YES.contains(same) && !NO.contains(same)) {
        problem(row, "same is \"%s\", must be yes, no, true, false, 1, 0, or empty", same);
        continue;
      }
      long weight = weight(row, fields.get(i));
      Labels.Pair pair =
          new Labels.Pair(
              a,
              b,
              YES.contains(same),
              fields.get(i).getOrDefault("stratum", ""),
              weight,
              row.line());
      Labels.Pair before =
          once.putIfAbsent(a.compareTo(b) < 0 ? List.of(a, b) : List.of(b, a), pair);
      if (before == null) {
        answered.add(pair);
      } else if (before.same() != pair.same()) {
        problem(
            row, "same is \"%s\", but the other at line %d, of the same pair", same, before.line());
      }
    }
    return new Labels.Pairs(answered, unanswered);
  }

  /** Returns how many pairs the stratum has, 0 where the file does not say. */
  private long weight(CsvRow row, Map<String, String> fields) {
    String pairs = fields.getOrDefault("pairs", "");
    if (pairs.isEmpty()) {
      return 0;
    }
    try {
      long count = Long.parseLong(pairs);
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // told below with what is allowed
    }
    problem(row, "pairs is \"%s\", must be a number of pairs from 1, or empty", pairs);
    return 0;
  }

  private void problem(CsvRow row, String what, Object... found) {
    problems.add(
        TerminalText.of(file + ":" + row.line() + ": " + String.format(Locale.ROOT, what, found)));
  }
}
