package io.gleaner.pipeline.export;

import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Writes the tables of a plan, one after the other, in a thread of its own, so that the next rows
 * are read meanwhile. Memory: some {@value #WAITING} times {@value #ROWS} rows. Not thread-safe.
 */
final class PlanWriter implements AutoCloseable {
  private static final int ROWS = 256;
  private static final int WAITING = 8;

  private interface Step {
    void run() throws IOException;
  }

  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Semaphore waiting = new Semaphore(WAITING);
  private List<PlannedImage> rows = new ArrayList<>(ROWS);
  private TableWriter<PlannedImage> table; // the thread's
  private volatile Throwable failure;

  /** Begins a table; the one before it has ended. */
  void begin(Location file) throws IOException {
    hand(() -> table = TableWriter.open(file, PlanTables.format()));
  }

  void add(PlannedImage image) throws IOException {
    rows.add(image);
    if (rows.size() == ROWS) {
      handRows();
    }
  }

  /** Ends a table: it appears under its name. */
  void end() throws IOException {
    handRows();
    hand(
        () -> {
          table.commit();
          table = null;
        });
  }

  private void handRows() throws IOException {
    List<PlannedImage> full = rows;
    rows = new ArrayList<>(ROWS);
    hand(
        () -> {
          for (PlannedImage image : full) {
            table.add(image);
          }
        });
  }

  private void hand(Step step) throws IOException {
    requireWell();
    waiting.acquireUninterruptibly();
    thread.execute(
        () -> {
          try {
            if (failure == null) {
              step.run();
            }
          } catch (IOException | RuntimeException | Error e) {
            failure = e;
          } finally {
            waiting.release();
          }
        });
  }

  private void requireWell() throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  /** Waits until all tables are there. */
  void finish() throws IOException {
    waiting.acquireUninterruptibly(WAITING);
    waiting.release(WAITING);
    requireWell();
  }

  /** Removes a table that has not ended. */
  @Override
  public void close() throws IOException {
    thread.shutdown();
    try {
      thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (table != null) {
      table.close();
    }
  }
}
