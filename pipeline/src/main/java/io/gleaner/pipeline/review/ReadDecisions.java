package io.gleaner.pipeline.review;

import io.gleaner.pipeline.storage.Location;
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
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads files of decisions: CSV in UTF-8 with a header of {@link #COLUMNS}, of which {@code
 * decision} and {@code id} must be there, in any order. All that is wrong with all files is told at
 * once, each by its file and line.
 */
public final class ReadDecisions {
  /** Most rows of all files together: they are held in memory, some 300 bytes each. */
  public static final int MOST = 1_000_000;

  /** What a header may name. {@code uri} and {@code note} are for people, and decide nothing. */
  static final List<String> COLUMNS =
      List.of("decision", "id", "other", "cluster", "uri", "sha256", "note");

  private static final long LARGEST_FILE = 512L << 20;
  private static final int MOST_PROBLEMS = 100;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final List<String> problems = new ArrayList<>();
  private final Map<String, Decision> decisions = new LinkedHashMap<>();

  private ReadDecisions() {}

  /**
   * @throws IllegalArgumentException where a file cannot be used, or two decisions contradict each
   *     other; the message has a line for each problem
   */
  public static Decisions read(List<String> files) {
    ReadDecisions reader = new ReadDecisions();
    files.forEach(reader::file);
    reader.refuseContradictions();
    if (!reader.problems.isEmpty()) {
      int count = reader.problems.size();
      throw new IllegalArgumentException(
          String.join("\n", reader.problems.subList(0, Math.min(MOST_PROBLEMS, count)))
              + String.format(
                  Locale.ROOT, "\n%d problem%s with decisions", count, count == 1 ? "" : "s"));
    }
    return new Decisions(List.copyOf(reader.decisions.values()));
  }

  private void file(String file) {
    List<CsvRows.CsvRow> rows;
    try {
      Location location = Location.of(file);
      if (!location.exists() || location.isFolder()) {
        problems.add(printable(file) + ": is no file; decisions names CSV files");
        return;
      }
      if (location.size() > LARGEST_FILE) {
        problems.add(printable(file) + ": has more than " + LARGEST_FILE + " bytes");
        return;
      }
      byte[] bytes;
      try (var in = location.open()) {
        bytes = in.readAllBytes();
      }
      rows =
          CsvRows.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      problems.add(printable(file) + ": is no text in UTF-8");
      return;
    } catch (IOException e) {
      problems.add(printable(file) + ": cannot be read: " + e.getMessage());
      return;
    }
    if (!rows.isEmpty()) {
      rows(file, rows);
    }
  }

  private void rows(String file, List<CsvRows.CsvRow> rows) {
    List<String> header = rows.get(0).fields();
    int before = problems.size();
    Set<String> once = new HashSet<>();
    for (String column : header) {
      if (!COLUMNS.contains(column)) {
        problem(file, rows.get(0), "has no column \"%s\", must be of %s", column, COLUMNS);
      } else if (!once.add(column)) {
        problem(
            file, rows.get(0), "the column \"%s\" is there twice, must be of %s", column, COLUMNS);
      }
    }
    for (String needed : List.of("decision", "id")) {
      if (!once.contains(needed)) {
        problem(file, rows.get(0), "the column \"%s\" is missing, of %s", needed, COLUMNS);
      }
    }
    if (problems.size() > before) {
      return;
    }
    for (CsvRows.CsvRow row : rows.subList(1, rows.size())) {
      row(file, header, row);
    }
  }

  private void row(String file, List<String> header, CsvRows.CsvRow row) {
    if (row.flaw() != null) {
      problem(
          file, row, "%s: fields with commas, quotes or line breaks stand in quotes", row.flaw());
      return;
    }
    if (row.fields().size() != header.size()) {
      problem(
          file,
          row,
          "has %d fields, must have %d as the header",
          row.fields().size(),
          header.size());
      return;
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      fields.put(header.get(i), row.fields().get(i).strip());
    }
    Optional<Verdict> verdict = Verdict.of(fields.get("decision"));
    if (verdict.isEmpty()) {
      problem(
          file,
          row,
          "decision is \"%s\", must be one of %s",
          fields.get("decision"),
          Verdict.labels());
      return;
    }
    int before = problems.size();
    String sha256 = fields.getOrDefault("sha256", "").toLowerCase(Locale.ROOT);
    if (!sha256.isEmpty() && !SHA256.matcher(sha256).matches()) {
      problem(file, row, "sha256 is \"%s\", must be 64 hex digits or empty", sha256);
    }
    String id = fields.get("id");
    if (id.isEmpty() && (verdict.get() != Verdict.NEVER || sha256.isEmpty())) {
      problem(file, row, "id is empty, %s needs an image's id", verdict.get().label());
    }
    String other = null;
    if (verdict.get() == Verdict.KEEP_BOTH) {
      other = fields.getOrDefault("other", "");
      if (other.isEmpty() || other.equals(id)) {
        problem(file, row, "other is \"%s\", keep_both needs the id of another image", other);
      }
    }
    Integer cluster = null;
    if (verdict.get() == Verdict.WRONG_CLUSTER) {
      cluster = cluster(file, row, fields.getOrDefault("cluster", ""));
    }
    if (problems.size() == before) {
      if (decisions.size() >= MOST) {
        problem(file, row, "is one more than the %d decisions that a run may have", MOST);
        return;
      }
      Decision decision =
          new Decision(
              verdict.get(),
              id.isEmpty() ? null : id,
              other,
              cluster,
              sha256.isEmpty() ? null : sha256,
              file,
              row.line());
      decisions.putIfAbsent(decision.content(), decision);
    }
  }

  private Integer cluster(String file, CsvRows.CsvRow row, String text) {
    try {
      int cluster = Integer.parseInt(text);
      if (cluster >= 0) {
        return cluster;
      }
    } catch (NumberFormatException e) {
      // told below with what is allowed
    }
    problem(file, row, "cluster is \"%s\", wrong_cluster needs a cluster's number, from 0", text);
    return null;
  }

  /** An image that is to stay beside another must not be one that is to go. */
  private void refuseContradictions() {
    Map<String, Decision> gone = new HashMap<>();
    for (Decision decision : decisions.values()) {
      if (decision.verdict() == Verdict.NEVER || decision.verdict() == Verdict.REMOVE) {
        gone.putIfAbsent(decision.id(), decision);
      }
    }
    for (Decision decision : decisions.values()) {
      if (decision.verdict() == Verdict.KEEP_BOTH) {
        for (String id : List.of(decision.id(), decision.other())) {
          Decision against = gone.get(id);
          if (against != null) {
            problems.add(
                String.format(
                    Locale.ROOT,
                    "%s: keep_both of %s contradicts %s at %s; leave one of the two out",
                    printable(decision.place()),
                    printable(id),
                    against.verdict().label(),
                    printable(against.place())));
          }
        }
      }
    }
  }

  private void problem(String file, CsvRows.CsvRow row, String what, Object... found) {
    problems.add(
        printable(
            String.format(
                Locale.ROOT,
                "%s:%d: %s",
                file,
                row.line(),
                String.format(Locale.ROOT, what, found))));
  }

  /** What a file holds is not to steer a terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "\ufffd");
  }
}
