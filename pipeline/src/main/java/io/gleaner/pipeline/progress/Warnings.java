package io.gleaner.pipeline.progress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Warnings of this process, for the end of a command to repeat: they are logged as they come, and
 * long gone from the screen by then. Those of workers in other processes are in their logs alone.
 * Thread-safe.
 */
public final class Warnings {
  /**
   * A kind of warning.
   *
   * @param text of the first
   * @param times that one of its kind was given
   */
  public record Warning(String text, long times) {}

  private static final Map<String, Warning> KINDS = new LinkedHashMap<>();

  private Warnings() {}

  /**
   * Logs a warning and keeps it.
   *
   * @param kind what it has in common with others of which one is told for all
   */
  public static void warn(Logger log, String kind, String text) {
    log.warn("{}", text);
    synchronized (KINDS) {
      Warning earlier = KINDS.get(kind);
      KINDS.put(
          kind,
          earlier == null ? new Warning(text, 1) : new Warning(earlier.text, earlier.times + 1));
    }
  }

  /** Returns the kinds since the last call, in the order in which they came. */
  public static List<Warning> take() {
    synchronized (KINDS) {
      List<Warning> taken = new ArrayList<>(KINDS.values());
      KINDS.clear();
      return taken;
    }
  }
}
