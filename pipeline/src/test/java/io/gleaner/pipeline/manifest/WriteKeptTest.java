package io.gleaner.pipeline.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.clustering.workers.Workers;
import io.gleaner.pipeline.report.ManifestDigest;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.ExcludedIds;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteKeptTest {
  private static final int IMAGES = 300;
  private static final int TABLES = 5;

  @TempDir Path temporary;
  private Location folder;

  @BeforeEach
  void writePool() throws Exception {
    folder = Location.of(temporary);
    for (int table = 0; table < TABLES; table++) {
      int rest = table;
      List<Integer> rows =
          IntStream.range(0, IMAGES).filter(i -> i % TABLES == rest).boxed().toList();
      Format<Integer> format =
          Format.<Integer>empty()
              .withText("id", row -> "i" + row)
              .withText("uri", row -> "ü/" + row)
              .withText("key", row -> row % 3 == 0 ? null : "k" + row)
              .withText("source", row -> "pool")
              .withText("sha256", WriteKeptTest::sha256)
              .withInteger("width", row -> 100 + row)
              .withInteger("height", row -> 200 + row);
      if (table > 0) {
        format = format.withText("caption", row -> row % 2 == 0 ? null : "it's " + row);
      }
      TableWriter.write(folder.resolve("images/part-" + table + ".parquet"), format, rows);
      TableWriter.write(
          folder.resolve("removed/part-" + table + ".parquet"),
          Format.<Integer>empty().withText("id", row -> "i" + row),
          rows.stream().filter(row -> row % 4 == 0).toList());
    }
  }

  /** Of images without bytes nothing is known, and two images have equal ones. */
  private static String sha256(int row) {
    return row % 7 == 0 ? null : String.format(Locale.ROOT, "%064x", row == 9 ? 10 : row);
  }

  private List<Location> tables(String name) throws Exception {
    return Listing.of(folder.resolve(name)).stream().map(StoredFile::location).toList();
  }

  private void write(int parallelism, int parts, String name) throws Exception {
    List<WriteKept.Table> pool = new ArrayList<>();
    for (int table = 0; table < TABLES; table++) {
      String part = "part-" + table + ".parquet";
      pool.add(
          new WriteKept.Table(
              folder.resolve("images/" + part),
              ExcludedIds.of(List.of(folder.resolve("removed/" + part)))));
    }
    Workers workers = new DirectWorkers(parallelism);
    Pipeline pipeline = workers.pipeline();
    pipeline.apply(new WriteKept(pool, List.of("caption"), folder.resolve(name), parts));
    workers.run(pipeline);
  }

  @Test
  void expand_poolAndWhatLeftIt_agreesWithSqlAtAnyParallelism() throws Exception {
    write(1, 1, "one");
    write(4, 7, "many");
    write(2, 7, "many"); // again, as a retry: nothing is left beside it

    assertThat(tables("one")).hasSize(1);
    assertThat(tables("many")).hasSize(7);
    try (Sql sql = Sql.open(temporary.resolve("spill"), 1)) {
      List<Map<String, Object>> expected =
          sql.rows(
              String.format(
                  Locale.ROOT,
                  """
                  SELECT arg_min(image, id)::VARCHAR AS row FROM
                    (SELECT id, coalesce(sha256, id) AS picture,
                            struct_pack(id := id, uri := uri, key := key, sha256 := sha256,
                                        width := width, height := height, source := source,
                                        caption := caption) AS image
                     FROM read_parquet('%1$s/images/*.parquet', union_by_name = true)
                     WHERE id NOT IN (SELECT id FROM '%1$s/removed/*.parquet'))
                  GROUP BY picture ORDER BY min(id)
                  """,
                  folder));
      assertThat(expected).hasSize(IMAGES - IMAGES / 4 - 1); // 9 is the picture of 10
      for (String name : List.of("one", "many")) {
        assertThat(
                sql.rows(
                    String.format(
                        Locale.ROOT,
                        "SELECT manifest::VARCHAR AS row FROM (SELECT * EXCLUDE (retrievals) FROM"
                            + " %s) AS manifest ORDER BY id",
                        sql.tables(tables(name)))))
            .as(name)
            .isEqualTo(expected);
        assertThat(
                sql.rows(
                    "SELECT DISTINCT retrievals::VARCHAR AS calls FROM "
                        + sql.tables(tables(name))))
            .containsExactly(Map.of("calls", "[]"));
      }
      assertThat(ManifestDigest.of(sql, tables("many")))
          .isEqualTo(ManifestDigest.of(sql, tables("one")));
    }
    assertThat(ManifestTables.merged(tables("many"))).isEqualTo(1);
    assertThat(ManifestTables.imagesBySet(tables("many"))).isEmpty();
  }
}
