package io.gleaner.pipeline.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Tells how far a command has come: all stages at a glance, drawn again in place on a terminal, a
 * plain line every 30 s in a log, a JSON object every 30 s for machines. Thread-safe.
 */
public final class Progress {
  /** Who reads it. */
  public enum Style {
    TERMINAL(Duration.ofMillis(500)),
    LINES(Duration.ofSeconds(30)),
    JSON(Duration.ofSeconds(30)),
    SILENT(Duration.ofDays(1));

    private final Duration interval;

    Style(Duration interval) {
      this.interval = interval;
    }
  }

  private static final boolean COLOURS = System.getenv().getOrDefault("NO_COLOR", "").isEmpty();

  private final Style style;
  private final PrintStream out;
  private volatile Board board;

  public Progress(Style style, PrintStream out) {
    this.style = style;
    this.out = out;
  }

  /** Returns progress that nobody sees. */
  public static Progress silent() {
    return new Progress(Style.SILENT, System.err);
  }

  /**
   * Begins to report on a stage.
   *
   * @param unit what is counted, in the plural
   * @param parts how many parts the stage has, from which the time left follows; 0 if unknown
   */
  public Stage begin(String name, String unit, long parts) {
    return new Stage(name, unit, parts);
  }

  /**
   * Shows these stages until the board is closed; on a terminal what is written to {@link
   * System#err} meanwhile goes above them.
   */
  public Board show(List<String> names) {
    return new Board(names);
  }

  /** Says that a stage begins its work. */
  public void start(String name) {
    Board shown = board;
    if (shown != null) {
      shown.change(rows -> rows.start(name, System.nanoTime()));
    }
  }

  /** Says that a stage came to its end, or needed no work. */
  public void done(String name, boolean skipped, double seconds, Map<String, Long> counts) {
    Board shown = board;
    if (shown != null) {
      shown.change(rows -> rows.done(name, skipped, seconds, text(counts)));
      return;
    }
    String line =
        switch (style) {
          case SILENT -> null;
          case JSON ->
              String.format(
                  Locale.ROOT,
                  "{\"stage\":\"%s\",\"state\":\"%s\",\"seconds\":%.3f}",
                  name,
                  skipped ? "complete" : "done",
                  seconds);
          case TERMINAL, LINES ->
              skipped
                  ? String.format(Locale.ROOT, "%-12s complete already", name)
                  : String.format(Locale.ROOT, "%-12s %7.1f s  %s", name, seconds, counts);
        };
    if (line != null) {
      out.println(line);
      out.flush();
    }
  }

  /** Returns counts for people: {@code 676 images, 7 rejected}. */
  static String text(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .filter(count -> count.getValue() != 0)
        .map(
            count ->
                String.format(
                    Locale.ROOT, "%,d %s", count.getValue(), count.getKey().replace('_', ' ')))
        .collect(Collectors.joining(", "));
  }

  static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  private ScheduledExecutorService every(Duration interval, Runnable report) {
    ScheduledExecutorService ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
    long millis = interval.toMillis();
    if (style != Style.SILENT) {
      ticker.scheduleAtFixedRate(report, millis, millis, TimeUnit.MILLISECONDS);
    }
    return ticker;
  }

  /** The stages of a command, while they are shown. Draws on terminals alone. */
  public final class Board implements AutoCloseable {
    private static final int DRAWINGS_OF_A_SIZE = 10;

    private final StageRows rows;
    private final Terminal terminal;
    private final PrintStream before;
    private final PrintStream above;
    private final ScheduledExecutorService ticker;
    private Terminal.Size size;
    private int drawings;

    private Board(List<String> names) {
      rows = new StageRows(names);
      terminal = style == Style.TERMINAL ? new Terminal(out) : null;
      before = System.err;
      above = terminal == null ? null : terminal.above();
      ticker = terminal == null ? null : every(style.interval, this::draw);
      if (terminal != null) {
        System.setErr(above);
        board = this;
        draw();
      }
    }

    private synchronized void change(Consumer<StageRows> change) {
      change.accept(rows);
      draw();
    }

    private synchronized void say(String name, String text) {
      rows.running(name, text);
    }

    private synchronized void draw() {
      if (drawings++ % DRAWINGS_OF_A_SIZE == 0) {
        size = Terminal.size(); // a window may be drawn larger or smaller
      }
      terminal.draw(rows.lines(System.nanoTime(), size, COLOURS));
    }

    /** Leaves the stages on the screen as they are. */
    @Override
    public void close() {
      if (terminal == null) {
        return;
      }
      ticker.shutdownNow();
      above.close();
      System.setErr(before);
      draw();
      board = null;
    }
  }

  /** One stage at work. */
  public final class Stage implements AutoCloseable {
    private final String name;
    private final String unit;
    private final long parts;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong partsDone = new AtomicLong();
    private final long start = System.nanoTime();
    private final ScheduledExecutorService ticker;

    private Stage(String name, String unit, long parts) {
      this.name = name;
      this.unit = unit;
      this.parts = parts;
      ticker = every(style.interval, this::report);
    }

    /** Counts further work. */
    public void advance(long units) {
      count.addAndGet(units);
    }

    /** Counts finished parts. */
    public void finish(long finished) {
      partsDone.addAndGet(finished);
    }

    private void report() {
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      Board shown = board;
      if (shown != null) {
        shown.say(name, text(count.get(), partsDone.get(), elapsed));
        return;
      }
      out.println(line(count.get(), partsDone.get(), elapsed));
      out.flush();
    }

    String line(long done, long finished, Duration elapsed) {
      double seconds = elapsed.toMillis() / 1e3;
      double rate = seconds > 0 ? done / seconds : 0;
      boolean known = parts > 0 && finished > 0;
      double left = known ? seconds * (parts - finished) / finished : Double.NaN;
      if (style == Style.JSON) {
        return String.format(
            Locale.ROOT,
            "{\"stage\":\"%s\",\"state\":\"running\",\"%s\":%d,\"per_second\":%.1f,"
                + "\"seconds\":%.1f,\"seconds_left\":%s}",
            name,
            unit,
            done,
            rate,
            seconds,
            known ? String.format(Locale.ROOT, "%.0f", left) : "null");
      }
      return String.format(
          Locale.ROOT,
          "%-12s %s, %s%s",
          name,
          rate(done, seconds),
          clock(seconds),
          known ? ", about " + clock(left) + " left" : "");
    }

    /** Returns how far the stage has come, for its row. */
    String text(long done, long finished, Duration elapsed) {
      double seconds = elapsed.toMillis() / 1e3;
      boolean known = parts > 0 && finished > 0;
      return (known ? String.format(Locale.ROOT, "%d %%, ", 100 * finished / parts) : "")
          + rate(done, seconds)
          + (known ? ", about " + clock(seconds * (parts - finished) / finished) + " left" : "");
    }

    private String rate(long done, double seconds) {
      return String.format(
          Locale.ROOT, "%,d %s, %.1f/s", done, unit, seconds > 0 ? done / seconds : 0);
    }

    @Override
    public void close() {
      ticker.shutdownNow();
    }
  }
}
