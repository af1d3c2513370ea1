package io.gleaner.pipeline.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Computes parts of a batch, also in threads of workers that have nothing to do: at the end of a
 * run the last unit, or the only one, has all processors. Which thread computes a part decides
 * nothing about it. Thread-safe; all callers of a process count together.
 */
final class PartThreads {
  private static final ExecutorService HELPERS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "network");
            thread.setDaemon(true);
            return thread;
          });

  /** Threads of this process that compute parts now. */
  private static final AtomicInteger BUSY = new AtomicInteger();

  private final int parts;
  private final int threads;
  private final IntConsumer part;
  private final AtomicInteger next = new AtomicInteger();
  private final List<Future<?>> helpers = new ArrayList<>();

  private PartThreads(int parts, int threads, IntConsumer part) {
    this.parts = parts;
    this.threads = threads;
    this.part = part;
  }

  /**
   * Does {@code part} for each of 0 to {@code parts - 1}, some of them side by side; returns when
   * all are done. Where one fails, no more are begun.
   *
   * @param threads of this process that may compute parts at once, this one and those of other
   *     calls among them; this one does in any case
   */
  static void forEach(int parts, int threads, IntConsumer part) {
    new PartThreads(parts, threads, part).run();
  }

  private void run() {
    BUSY.incrementAndGet();
    try {
      for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
        askForHelp();
        part.accept(i);
      }
    } finally {
      next.set(parts);
      BUSY.decrementAndGet();
      awaitHelpers();
    }
  }

  private void askForHelp() {
    int busy = BUSY.get();
    while (next.get() < parts && busy < threads) {
      if (BUSY.compareAndSet(busy, busy + 1)) {
        helpers.add(HELPERS.submit(this::help));
      }
      busy = BUSY.get();
    }
  }

  /** Computes parts until there are none left, or a worker is back who needs the processor. */
  private void help() {
    try {
      while (BUSY.get() <= threads) {
        int i = next.getAndIncrement();
        if (i >= parts) {
          return;
        }
        part.accept(i);
      }
    } catch (RuntimeException | Error e) {
      next.set(parts);
      throw e;
    } finally {
      BUSY.decrementAndGet();
    }
  }

  private void awaitHelpers() {
    boolean interrupted = false;
    Throwable failure = null;
    for (Future<?> helper : helpers) {
      boolean ended = false;
      while (!ended) { // what a helper reads belongs to the caller
        try {
          helper.get();
          ended = true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          failure = e.getCause();
          ended = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
