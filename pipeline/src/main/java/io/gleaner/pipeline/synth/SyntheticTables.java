package io.gleaner.pipeline.synth;

import io.gleaner.clustering.embedding.Embedding;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/**
 * Writes {@link SyntheticEmbeddings} as Parquet: {@code pool/part-*.parquet} and {@code
 * queries/part-*.parquet} with {@code id} and {@code embedding}, and {@code truth.parquet}, last,
 * with {@code id}, {@code original}, {@code similarity} for each planted copy. The same rows in the
 * same files at any parallelism. Memory: a row group, some 32 MiB, for each table in work.
 */
public final class SyntheticTables {
  private record Copy(String id, String original, double similarity) {}

  private static final Format<Embedding> EMBEDDINGS =
      Format.<Embedding>empty()
          .withText("id", Embedding::id)
          .withVector("embedding", Embedding::vector);

  private static final Format<Copy> TRUTH =
      Format.<Copy>empty()
          .withText("id", Copy::id)
          .withText("original", Copy::original)
          .withFloat("similarity", Copy::similarity);

  private final Location folder;
  private final SynthConfig config;
  private final SyntheticEmbeddings rows;

  /**
   * @param folder that the tables are written below
   */
  public SyntheticTables(Location folder, SynthConfig config) {
    this.folder = folder;
    this.config = config;
    this.rows = new SyntheticEmbeddings(config);
  }

  /** Writes all tables, {@code parallelism} of them at once. Returns how many copies there are. */
  public long write(int parallelism) throws IOException, InterruptedException {
    List<Callable<Long>> tables = new ArrayList<>();
    addTables(
        tables, "pool", config.images(), row -> new Embedding(rows.id(row), rows.vector(row)));
    addTables(
        tables,
        "queries",
        config.queries(),
        query -> new Embedding(rows.queryId(query), rows.queryVector(query)));
    ExecutorService workers = Executors.newFixedThreadPool(parallelism);
    try {
      for (Future<Long> table : workers.invokeAll(tables)) {
        table.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("cannot write below " + folder, e.getCause());
    } finally {
      workers.shutdownNow();
    }
    return writeTruth();
  }

  private void addTables(
      List<Callable<Long>> tables, String name, long count, LongFunction<Embedding> row) {
    long number = 0;
    for (long first = 0; first < count; first += config.rowsPerTable()) {
      Location file =
          folder.resolve(String.format(Locale.ROOT, "%s/part-%06d.parquet", name, number++));
      long start = first;
      long end = Math.min(count, first + config.rowsPerTable());
      tables.add(() -> writeTable(file, start, end, row));
    }
  }

  private static long writeTable(Location file, long start, long end, LongFunction<Embedding> row)
      throws IOException {
    try (TableWriter<Embedding> writer = TableWriter.open(file, EMBEDDINGS)) {
      for (long i = start; i < end; i++) {
        writer.add(row.apply(i));
      }
      writer.commit();
      return writer.rows();
    }
  }

  private long writeTruth() throws IOException {
    try (TableWriter<Copy> writer = TableWriter.open(folder.resolve("truth.parquet"), TRUTH)) {
      for (long row = 0; row < config.images(); row++) {
        if (rows.isCopy(row)) {
          String original = rows.id(rows.original(row));
          writer.add(new Copy(rows.id(row), original, rows.similarity(row)));
        }
      }
      writer.commit();
      return writer.rows();
    }
  }
}
