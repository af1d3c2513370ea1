package io.gleaner.retrieval.neighbours;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Indexes that all workers of a JVM share: built by the first that needs one, dropped with the last
 * that lets go. Thread-safe.
 */
final class SharedIndexes {
  private static final Map<String, Shared> BY_KEY = new HashMap<>();

  private SharedIndexes() {}

  /** How to build an index. */
  @FunctionalInterface
  interface Builder {
    NeighbourIndex build() throws IOException;
  }

  /** Announces a user of the index {@code key}; one {@link #release} must follow. */
  static void acquire(String key) {
    synchronized (BY_KEY) {
      BY_KEY.computeIfAbsent(key, absent -> new Shared()).users++;
    }
  }

  /** Ends one use; after the last one the index is closed. */
  static void release(String key) {
    synchronized (BY_KEY) {
      Shared shared = BY_KEY.get(key);
      if (shared != null && --shared.users == 0) {
        BY_KEY.remove(key);
        synchronized (shared) {
          if (shared.index != null) {
            shared.index.close();
          }
        }
      }
    }
  }

  /** Returns the index {@code key}, built now if nobody did; others wait meanwhile. */
  static NeighbourIndex get(String key, Builder builder) throws IOException {
    Shared shared;
    synchronized (BY_KEY) {
      shared = BY_KEY.get(key);
    }
    if (shared == null) {
      throw new IllegalStateException(
          String.format(Locale.ROOT, "index %s has no user, acquire it first", key));
    }
    synchronized (shared) {
      if (shared.index == null) {
        shared.index = builder.build();
      }
      return shared.index;
    }
  }

  /** Returns how many indexes are in use. */
  static int inUse() {
    synchronized (BY_KEY) {
      return BY_KEY.size();
    }
  }

  private static final class Shared {
    private int users; // guarded by BY_KEY
    private NeighbourIndex index; // guarded by this
  }
}
