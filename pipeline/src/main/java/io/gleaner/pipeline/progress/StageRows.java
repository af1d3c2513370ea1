package io.gleaner.pipeline.progress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All stages of a command at a glance, a row each. Not thread-safe. */
final class StageRows {
  private enum State {
    WAITING("waiting", "2"),
    RUNNING("running", "1;36"),
    DONE("done", "32"),
    COMPLETE("complete", "32");

    private final String word;
    private final String colour;

    State(String word, String colour) {
      this.word = word;
      this.colour = colour;
    }
  }

  /** One stage. */
  private static final class Row {
    State state = State.WAITING;
    long start;
    double seconds;
    String text = "";
  }

  private static final int NAME = 15;
  private static final int STATE = 9;
  private static final String MORE = " ...";

  private final Map<String, Row> rows = new LinkedHashMap<>();

  StageRows(List<String> names) {
    names.forEach(name -> rows.put(name, new Row()));
  }

  void start(String name, long nanos) {
    Row row = row(name);
    row.state = State.RUNNING;
    row.start = nanos;
    row.text = "";
  }

  /** Says how far a running stage has come. */
  void running(String name, String text) {
    row(name).text = text;
  }

  void done(String name, boolean skipped, double seconds, String counts) {
    Row row = row(name);
    row.state = skipped ? State.COMPLETE : State.DONE;
    row.seconds = seconds;
    row.text = counts;
  }

  private Row row(String name) {
    return rows.computeIfAbsent(name, none -> new Row());
  }

  /** Returns what is drawn; where not all rows fit, those that run, and how many are done. */
  List<String> lines(long now, Terminal.Size size, boolean colours) {
    List<String> lines = new ArrayList<>();
    boolean all = rows.size() < size.rows();
    rows.forEach(
        (name, row) -> {
          if (all || row.state == State.RUNNING) {
            lines.add(line(name, row, now, size.columns() - 1, colours));
          }
        });
    if (!all) {
      long done =
          rows.values().stream()
              .filter(row -> row.state == State.DONE || row.state == State.COMPLETE)
              .count();
      String text = String.format(Locale.ROOT, "%d of %d stages are done", done, rows.size());
      lines.add(cut(text, size.columns() - 1));
    }
    return lines;
  }

  private static String line(String name, Row row, long now, int width, boolean colours) {
    double seconds = row.state == State.RUNNING ? (now - row.start) / 1e9 : row.seconds;
    String clock = row.state == State.WAITING ? "" : Progress.clock(seconds);
    String name15 = String.format(Locale.ROOT, "%-" + NAME + "s", name);
    String plain =
        String.format(
                Locale.ROOT, "%s %-" + STATE + "s %7s  %s", name15, row.state.word, clock, row.text)
            .stripTrailing();
    String cut = cut(plain, width);
    int from = name15.length() + 1;
    int end = Math.min(cut.length(), from + row.state.word.length());
    return colours && from < end
        ? cut.substring(0, from)
            + "\033["
            + row.state.colour
            + "m"
            + cut.substring(from, end)
            + "\033[0m"
            + cut.substring(end)
        : cut;
  }

  /** Cuts between counts where there is one to cut at, and says so. */
  private static String cut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int end = Math.max(0, width - MORE.length());
    int comma = text.lastIndexOf(',', end);
    String kept = text.substring(0, comma > 0 ? comma : end) + MORE;
    return kept.substring(0, Math.min(kept.length(), Math.max(0, width)));
  }
}
