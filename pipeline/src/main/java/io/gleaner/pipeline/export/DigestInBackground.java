package io.gleaner.pipeline.export;

import io.gleaner.pipeline.report.ManifestDigest;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Takes the digest of a manifest while other work goes on. */
final class DigestInBackground implements AutoCloseable {
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<String> digest;

  DigestInBackground(Location manifest, int threads) {
    digest =
        thread.submit(
            () -> {
              try (Sql sql = Sql.open(RunDirectory.spillElsewhere(), threads)) {
                return ManifestDigest.of(sql, RunDirectory.tables(manifest));
              }
            });
  }

  /** Waits for the digest. */
  String digest() throws IOException, SQLException {
    try {
      return digest.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits until nothing is read any more. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
