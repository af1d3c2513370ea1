package io.gleaner.pipeline.audit;

import io.gleaner.clustering.embedding.EmbeddingBlock;
import io.gleaner.clustering.embedding.EmbeddingReader;
import io.gleaner.pipeline.table.ParquetShard;
import io.gleaner.pipeline.table.Row;
import io.gleaner.pipeline.table.TableReader;
import io.gleaner.retrieval.neighbours.exact.NearestRows;
import io.gleaner.retrieval.neighbours.exact.RowLists;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * Looks through one table for what is nearest to a block of audited pictures: every pair is looked
 * at. Memory: {@value #ROWS} rows of the table at a time, in (8 to 12) × dimension bytes, and the
 * ids that left it. Not thread-safe.
 */
final class TableSearch {
  private static final int ROWS = 4096;

  private final SearchedTable table;
  private final RetrievedIds retrieved;
  private final Set<String> removed;
  private final int perceptualDistance;

  /**
   * @param perceptualDistance bits in which hashes of one picture may differ, or -1 for no look at
   *     them
   */
  TableSearch(SearchedTable table, RetrievedIds retrieved, int perceptualDistance)
      throws IOException {
    this.table = table;
    this.retrieved = retrieved;
    this.removed = table.removed().ids();
    this.perceptualDistance = perceptualDistance;
  }

  /** Returns where an image belongs, or null where it is not searched. */
  private Population population(String id) {
    if (removed.contains(id)) {
      return Population.REMOVED;
    }
    if (retrieved.contains(id)) {
      return Population.MANIFEST;
    }
    return table.pool() ? Population.KEPT : null;
  }

  /**
   * @param done told of the rows that were looked at
   */
  void search(AuditedBlock audited, NearestSoFar nearest, LongConsumer done) throws IOException {
    hashes(audited, nearest);
    try (EmbeddingReader reader = ParquetShard.of(table.file(), table.column()).open(ROWS)) {
      for (EmbeddingBlock rows = reader.next(); rows != null; rows = reader.next()) {
        vectors(audited, rows, nearest);
        done.accept(rows.rows());
      }
    }
  }

  private void vectors(AuditedBlock audited, EmbeddingBlock rows, NearestSoFar nearest) {
    EmbeddingBlock queries = audited.vectors();
    if (queries.dimension() != rows.dimension()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the audited pictures have vectors of %d components, %s has %d",
              queries.dimension(),
              table.file(),
              rows.dimension()));
    }
    for (Population population : Population.values()) {
      EmbeddingBlock some = ofPopulation(rows, population);
      if (some.rows() == 0) {
        continue;
      }
      int list = NearestSoFar.list(population, Evidence.NEAR);
      int[] all = IntStream.range(0, some.rows()).toArray();
      try (NearestRows base = NearestRows.of(some.values(), all, some.dimension())) {
        RowLists found = base.nearest(queries.values(), queries.rows(), 1, Float.NEGATIVE_INFINITY);
        for (int query = 0; query < queries.rows(); query++) {
          int entry = found.starts()[query];
          nearest.offer(list, query, some.id(found.rows()[entry]), found.similarities()[entry]);
        }
      }
    }
  }

  /** Returns the rows of a population by id, so that of equal similarities the smallest id wins. */
  private EmbeddingBlock ofPopulation(EmbeddingBlock rows, Population population) {
    int[] places =
        IntStream.range(0, rows.rows())
            .filter(row -> population(rows.id(row)) == population)
            .boxed()
            .sorted(Comparator.comparing(rows::id))
            .mapToInt(Integer::intValue)
            .toArray();
    String[] ids = new String[places.length];
    float[] values = new float[places.length * rows.dimension()];
    for (int i = 0; i < places.length; i++) {
      ids[i] = rows.id(places[i]);
      System.arraycopy(
          rows.values(), rows.offset(places[i]), values, i * rows.dimension(), rows.dimension());
    }
    return new EmbeddingBlock(ids, values, rows.dimension());
  }

  private void hashes(AuditedBlock audited, NearestSoFar nearest) throws IOException {
    Map<String, int[]> byDigest = audited.byDigest();
    int[] hashed =
        IntStream.range(0, audited.size())
            .filter(i -> perceptualDistance >= 0 && audited.rows().get(i).phash() != null)
            .toArray();
    long[] hashes = Arrays.stream(hashed).mapToLong(i -> audited.rows().get(i).phash()).toArray();
    try (TableReader reader = TableReader.open(table.file(), "id", "sha256", "phash")) {
      for (Row row = reader.next(); row != null; row = reader.next()) {
        String id = row.text(0);
        Population population = population(id);
        if (population == null) {
          continue;
        }
        for (int query : byDigest.getOrDefault(row.text(1), new int[0])) {
          nearest.offer(NearestSoFar.list(population, Evidence.EXACT), query, id, 1);
        }
        if (!row.isNull(2)) {
          long hash = row.integer(2);
          for (int i = 0; i < hashes.length; i++) {
            int bits = Long.bitCount(hash ^ hashes[i]);
            if (bits <= perceptualDistance) {
              nearest.offer(
                  NearestSoFar.list(population, Evidence.PERCEPTUAL),
                  hashed[i],
                  id,
                  1 - bits / 64f);
            }
          }
        }
      }
    }
  }
}
