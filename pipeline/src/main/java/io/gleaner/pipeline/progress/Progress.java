package io.gleaner.pipeline.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells how far a stage has come: a line that is redrawn on a terminal, a plain line every 30 s in
 * a log, a JSON object every 30 s for machines. Thread-safe.
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

  private final Style style;
  private final PrintStream out;

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

  /** Says that a stage came to its end, or needed no work. */
  public void done(String name, boolean skipped, double seconds, Object counts) {
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
      out.println((style == Style.TERMINAL ? "\r\033[K" : "") + line);
      out.flush();
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
      ticker =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "progress");
                thread.setDaemon(true);
                return thread;
              });
      long millis = style.interval.toMillis();
      if (style != Style.SILENT) {
        ticker.scheduleAtFixedRate(this::report, millis, millis, TimeUnit.MILLISECONDS);
      }
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
      String line = line(count.get(), partsDone.get(), Duration.ofNanos(System.nanoTime() - start));
      out.print(style == Style.TERMINAL ? "\r\033[K" + line : line + System.lineSeparator());
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
      String eta = known ? ", about " + clock(left) + " left" : "";
      return String.format(
          Locale.ROOT, "%-12s %,d %s, %.1f/s, %s%s", name, done, unit, rate, clock(seconds), eta);
    }

    private static String clock(double seconds) {
      long whole = Math.round(seconds);
      return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    @Override
    public void close() {
      ticker.shutdownNow();
      if (style == Style.TERMINAL) {
        out.print("\r\033[K");
        out.flush();
      }
    }
  }
}
