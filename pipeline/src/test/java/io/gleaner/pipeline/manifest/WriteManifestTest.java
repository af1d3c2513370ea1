package io.gleaner.pipeline.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gleaner.clustering.workers.DirectWorkers;
import io.gleaner.clustering.workers.Workers;
import io.gleaner.pipeline.report.ManifestDigest;
import io.gleaner.pipeline.storage.Listing;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.storage.StoredFile;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.RetrievalTables;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableWriter;
import io.gleaner.retrieval.curated.Mode;
import io.gleaner.retrieval.curated.Retrieval;
import io.gleaner.retrieval.curated.RetrievedPart;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteManifestTest {
  private static final List<String> CARRIED = List.of("caption", "url");

  private record Image(String id, String source, int row) {}

  @TempDir Path temporary;
  private Location folder;

  @BeforeEach
  void locate() {
    folder = Location.of(temporary);
  }

  private List<Location> tables(String name) throws Exception {
    return Listing.of(folder.resolve(name)).stream().map(StoredFile::location).toList();
  }

  /** Images of a source in some tables, the first without the carried fields. */
  private List<String> images(String source, int images, int tables) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int table = 0; table < tables; table++) {
      List<Image> rows = new ArrayList<>();
      for (int row = table; row < images; row += tables) {
        String id = source.replace('/', '-') + "-" + row;
        ids.add(id);
        rows.add(new Image(id, source, row));
      }
      Format<Image> format =
          Format.<Image>empty()
              .withText("id", Image::id)
              .withText("uri", image -> "ü/" + image.row)
              .withText("key", image -> image.row % 3 == 0 ? null : "k" + image.row)
              .withText("source", Image::source)
              .withText("sha256", image -> String.format(Locale.ROOT, "%064x", image.row))
              .withInteger("width", image -> 100 + image.row)
              .withInteger("height", image -> 200 + image.row);
      if (table > 0) {
        format =
            format
                .withText("caption", image -> image.row % 2 == 0 ? null : "it's " + image.row)
                .withText("url", image -> "http://" + image.row);
      }
      format = format.withVector("embedding", image -> new float[] {image.row, 1});
      TableWriter.write(
          folder.resolve("images/" + source + "/part-" + table + ".parquet"), format, rows);
    }
    return ids;
  }

  private void retrieve(String set, Mode mode, List<Retrieval> retrievals) throws Exception {
    int parts = 3;
    List<List<Retrieval>> split = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    retrievals.stream()
        .sorted(Retrieval.ORDER)
        .forEach(row -> split.get(RetrievedPart.of(row.id(), parts)).add(row));
    for (int part = 0; part < parts; part++) {
      RetrievalTables.write(
          folder.resolve("retrieved"), new RetrievedPart(set, mode, part, parts), split.get(part));
    }
  }

  /** Two sets that share images, by every mode, and one that goes in as it is. */
  private void randomRun(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> pool = images("pool", 500, 4);
    images("evaluation", 20, 1);
    List<String> hats = images("curated/hats", 30, 2);
    for (String set : List.of("hats", "shoes")) {
      List<Retrieval> sample = new ArrayList<>();
      for (int query = 0; query < 40; query++) {
        int first = random.nextInt(200);
        for (int rank = 1; rank <= 4; rank++) {
          String id = pool.get((first + 13 * rank) % 300);
          sample.add(Retrieval.bySample(set, id, "q" + query, rank, (float) random.nextDouble()));
        }
      }
      retrieve(set, Mode.SAMPLE, sample);
      List<Retrieval> cluster = new ArrayList<>();
      for (int image = 0; image < 100; image++) {
        cluster.add(
            Retrieval.byCluster(set, pool.get(5 * image), image % 7, (float) random.nextDouble()));
      }
      retrieve(set, Mode.CLUSTER, cluster);
    }
    retrieve(
        "hats", Mode.AS_IS, hats.stream().map(image -> Retrieval.asIs("hats", image)).toList());
  }

  private void write(int parallelism, int parts, String name) throws Exception {
    Workers workers = new DirectWorkers(parallelism);
    Pipeline pipeline = workers.pipeline();
    pipeline.apply(
        new WriteManifest(
            tables("images"), tables("retrieved"), CARRIED, folder.resolve(name), parts));
    workers.run(pipeline);
  }

  /** The manifest by definition: a join of the tables, and a group for each SHA-256. */
  private static String union(Sql sql, List<Location> images, List<Location> retrieved)
      throws Exception {
    return String.format(
        Locale.ROOT,
        """
    SELECT image.id, uri, key, sha256, width, height, source, caption, url, retrievals
    FROM (SELECT arg_min(id, (mode <> 'as_is')::INT || id) AS id,
                 list(struct_pack("set" := "set", mode := mode, query_id := query_id,
                                  similarity := similarity, "cluster" := "cluster", id := id)
                      ORDER BY "set", mode, query_id NULLS FIRST, id) AS retrievals
          FROM %s JOIN %s AS image USING (id) GROUP BY sha256) AS calls
    JOIN %s AS image USING (id)
    ORDER BY image.id
    """,
        sql.tables(retrieved),
        sql.tables(images),
        sql.tables(images));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "3, 5, 1", "4, 20, 2"})
  void expand_setsAndModesThatShareImages_agreesWithAJoin(int parallelism, int parts, long seed)
      throws Exception {
    randomRun(seed);

    write(parallelism, parts, "manifest");
    write(1 + parallelism, parts, "manifest"); // again, as a retry: nothing is left beside it

    List<Location> manifest = tables("manifest");
    assertThat(manifest).hasSize(parts);
    assertThat(manifest.get(parts - 1).name())
        .isEqualTo(String.format(Locale.ROOT, "part-%05d-of-%05d.parquet", parts - 1, parts));
    try (Sql sql = Sql.open(temporary.resolve("spill"), 1)) {
      Location expected = folder.resolve("expected/part.parquet");
      expected.makeFolder();
      try (var connection = DriverManager.getConnection("jdbc:duckdb:");
          var statement = connection.createStatement()) {
        statement.execute(
            String.format(
                Locale.ROOT,
                "COPY (%s) TO '%s' (FORMAT parquet)",
                union(sql, tables("images"), tables("retrieved")),
                expected));
      }
      assertThat(
              sql.rows(
                  String.format(
                      Locale.ROOT,
                      "SELECT manifest::VARCHAR AS row FROM %s AS manifest ORDER BY id",
                      sql.tables(manifest))))
          .as("seed %d", seed)
          .hasSizeGreaterThan(100)
          .isEqualTo(
              sql.rows(
                  String.format(
                      Locale.ROOT,
                      "SELECT manifest::VARCHAR AS row FROM %s AS manifest ORDER BY id",
                      sql.tables(List.of(expected)))));
      assertThat(ManifestDigest.of(sql, manifest))
          .isEqualTo(ManifestDigest.of(sql, List.of(expected)));
      for (Location part : manifest) {
        assertThat(sql.rows("SELECT id FROM " + sql.tables(List.of(part))))
            .isSortedAccordingTo(Comparator.comparing(row -> row.get("id").toString()));
      }
      assertThat(ManifestTables.merged(manifest))
          .isPositive()
          .isEqualTo(distinct(sql, tables("retrieved"), "id") - distinct(sql, manifest, "sha256"));
      Map<String, Long> sets = ManifestTables.imagesBySet(manifest);
      assertThat(sets.keySet()).containsExactly("hats", "shoes");
      for (Map<String, Object> row :
          sql.rows(
              String.format(
                  Locale.ROOT,
                  "SELECT \"set\" AS name, count(DISTINCT sha256) AS n FROM %s JOIN %s USING (id) GROUP BY 1",
                  sql.tables(tables("retrieved")),
                  sql.tables(tables("images"))))) {
        assertThat(sets.get(row.get("name"))).isEqualTo(row.get("n"));
      }
    }
  }

  private static long distinct(Sql sql, List<Location> tables, String column) throws Exception {
    return (long)
        sql.rows(
                String.format(
                    Locale.ROOT,
                    "SELECT count(DISTINCT %s) AS n FROM %s",
                    column,
                    sql.tables(tables)))
            .get(0)
            .get("n");
  }

  @Test
  void expand_imagesOfEqualBytes_areOneRowOfTheOneThatGoesInAsItIs() throws Exception {
    images("pool", 4, 1);
    images("curated/hats", 3, 1);
    images("curated/shoes", 3, 1);
    retrieve("hats", Mode.AS_IS, List.of(Retrieval.asIs("hats", "curated-hats-1")));
    retrieve(
        "shoes",
        Mode.AS_IS,
        List.of(
            Retrieval.asIs("shoes", "curated-shoes-1"),
            Retrieval.asIs("shoes", "curated-shoes-2")));
    retrieve(
        "shoes",
        Mode.CLUSTER,
        List.of(
            Retrieval.byCluster("shoes", "pool-1", 7, 0.5f),
            Retrieval.byCluster("shoes", "pool-3", 7, 0.5f)));

    write(2, 3, "manifest");

    try (Sql sql = Sql.open(temporary.resolve("spill"), 1)) {
      assertThat(
              sql.rows(
                  "SELECT manifest.id, list_transform(retrievals, r -> r.mode || ' ' ||"
                      + " r.id)::VARCHAR"
                      + String.format(
                          Locale.ROOT,
                          " AS calls FROM %s AS manifest ORDER BY 1",
                          sql.tables(tables("manifest")))))
          .containsExactly(
              Map.of(
                  "id",
                  "curated-hats-1",
                  "calls",
                  "[as_is curated-hats-1, as_is curated-shoes-1, cluster pool-1]"),
              Map.of("id", "curated-shoes-2", "calls", "[as_is curated-shoes-2]"),
              Map.of("id", "pool-3", "calls", "[cluster pool-3]"));
      assertThat(ManifestTables.merged(tables("manifest"))).isEqualTo(2);
    }
  }

  @Test
  void expand_retrievedImagesThatNoTableHolds_areNamed() throws Exception {
    images("pool", 10, 1);
    retrieve(
        "hats",
        Mode.CLUSTER,
        List.of(
            Retrieval.byCluster("hats", "pool-3", 0, 1),
            Retrieval.byCluster("hats", "lost-1", 0, 1),
            Retrieval.byCluster("hats", "lost-2", 0, 1)));

    assertThatThrownBy(() -> write(2, 1, "manifest"))
        .rootCause()
        .hasMessage("2 images were retrieved that no table of images holds: lost-1, lost-2");
  }

  @Test
  void expand_idOfTwoImages_isRefused() throws Exception {
    images("pool", 10, 1);
    retrieve("hats", Mode.CLUSTER, List.of(Retrieval.byCluster("hats", "pool-3", 0, 1)));
    TableWriter.write(
        folder.resolve("images/pool/part-x.parquet"),
        Format.<Image>empty()
            .withText("id", Image::id)
            .withText("uri", image -> "other")
            .withText("key", image -> null)
            .withText("source", Image::source)
            .withText("sha256", image -> null)
            .withInteger("width", Image::row)
            .withInteger("height", Image::row),
        List.of(new Image("pool-3", "curated/hats", 1)));

    assertThatThrownBy(() -> write(1, 1, "manifest")) // no other part is written meanwhile
        .rootCause()
        .hasMessageStartingWith("two images have the id pool-3: ")
        .hasMessageContaining("other of curated/hats")
        .hasMessageContaining("ü/3 of pool");
  }

  @Test
  void expand_nothingRetrieved_writesAnEmptyPart() throws Exception {
    images("pool", 10, 1);
    retrieve("hats", Mode.SAMPLE, List.of());

    write(1, 1, "manifest");

    try (Sql sql = Sql.open(temporary.resolve("spill"), 1)) {
      assertThat(sql.rows("SELECT id, caption, retrievals FROM " + sql.tables(tables("manifest"))))
          .isEmpty();
    }
  }

  @Test
  void coder_block_roundTrips() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        ManifestBlockCoder.of(),
        new ManifestBlock(
            List.of(
                new ImageMetadata("a", "ü", null, "f0", 3, 4, "pool", Arrays.asList("x", null))),
            List.of(Retrieval.asIs("s", "a"), Retrieval.bySample("s", "a", "q", 1, 0.5f))));
  }
}
