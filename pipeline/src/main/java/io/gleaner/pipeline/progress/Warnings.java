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

  /** Of a kind that is given ten thousand times these are logged; the others are counted. */
  private static final int MOST_LOGGED = 5;

  private static final Map<String, Warning> KINDS = new LinkedHashMap<>();

  private Warnings() {}

  /**
   * Logs a warning, unless several of its kind were logged, and keeps it.
   *
   * @param kind what it has in common with others of which one is told for all
   */
  public static void warn(Logger log, String kind, String text) {
    long times;
    synchronized (KINDS) {
      Warning earlier = KINDS.get(kind);
      times = earlier == null ? 1 : earlier.times + 1;
      KINDS.put(kind, new Warning(earlier == null ? text : earlier.text, times));
    }
    if (times <= MOST_LOGGED) {
      log.warn("{}", text);
    }
    if (times == MOST_LOGGED) {
      log.warn("further warnings of this kind are counted, not told");
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
