package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.TableWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single commands on embeddings that others made, in NumPy's arrays and in any Parquet. */
class GivenEmbeddingsTest {
  private static final Path ARRAYS = Path.of("src/test/resources/array");

  @TempDir Path folder;

  private static List<String> rows(String query) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  private static Captured done(String... arguments) {
    Captured captured = Captured.run(arguments);
    assertThat(captured.exit()).as(captured.error()).isZero();
    return captured;
  }

  private Path layout() throws Exception {
    Path layout = Files.createDirectories(folder.resolve("layout"));
    for (String name :
        List.of("img_emb_0.npy", "img_emb_1.npy", "metadata_0.parquet", "metadata_1.parquet")) {
      Files.copy(ARRAYS.resolve("layout").resolve(name), layout.resolve(name));
    }
    return layout;
  }

  @Test
  void dedup_clipRetrievalsLayout_findsWhatTheSameVectorsInParquetGive() throws Exception {
    Path layout = layout();
    done(
        "dedup",
        "--embeddings",
        layout.toString(),
        "--id",
        "key",
        "--threshold",
        "0.5",
        "--output",
        out("arrays"));
    // The same vectors as plain Parquet, made from what NumPy has read.
    List<String> lines = Files.readAllLines(ARRAYS.resolve("expected.csv"));
    List<float[]> vectors = new ArrayList<>();
    for (int row = 0; row < 12; row++) {
      float[] vector = new float[5];
      String prefix = "layout/img_emb_" + row / 6 + ".npy," + row % 6 + ",";
      lines.stream()
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.split(","))
          .forEach(
              cells ->
                  vector[Integer.parseInt(cells[2])] =
                      cells[3].equals("nan") ? Float.NaN : Float.parseFloat(cells[3]));
      vectors.add(vector);
    }
    TableWriter.write(
        Location.of(folder.resolve("plain/part.parquet")),
        Format.<Integer>empty()
            .withText("id", row -> String.valueOf(10 * (row / 6) + row % 6))
            .withVector("embedding", vectors::get),
        IntStream.range(0, 12).boxed().toList());
    done("dedup", "--embeddings", out("plain"), "--threshold", "0.5", "--output", out("parquet"));

    for (String table :
        List.of(
            "SELECT id || ' ' || kept_id || ' ' || similarity FROM 'RUN/duplicates/**/*.parquet'"
                + " ORDER BY 1",
            "SELECT id_a || ' ' || id_b || ' ' || similarity FROM 'RUN/neighbours/**/*.parquet'"
                + " ORDER BY 1",
            "SELECT reason || ' ' || detail FROM 'RUN/rejected/**/*.parquet' ORDER BY 1")) {
      assertThat(rows(table.replace("RUN", out("arrays"))))
          .as(table)
          .isNotEmpty()
          .isEqualTo(rows(table.replace("RUN", out("parquet"))));
    }
  }

  @Test
  void dedup_folderThatGrows_readsTheNewFileAlone() throws Exception {
    Path layout = layout();
    Path later = folder.resolve("later.npy");
    Files.move(layout.resolve("img_emb_1.npy"), later);
    String[] command = {
      "dedup", "--embeddings", layout.toString(), "--threshold", "0.9", "--output", out("run")
    };
    // Metadata without vectors of its own is told of, since it could hold them.
    assertThat(Captured.run(command).error()).contains("metadata_1.parquet");
    Path metadata = folder.resolve("metadata_1.parquet");
    Files.move(layout.resolve("metadata_1.parquet"), metadata);
    done(command);
    Files.move(later, layout.resolve("img_emb_1.npy"));
    Files.move(metadata, layout.resolve("metadata_1.parquet"));
    done(command);
    JsonNode counts =
        new ObjectMapper().readTree(folder.resolve("run/marks/embed.json").toFile()).get("counts");
    assertThat(counts.get("units").asInt()).isEqualTo(2);
    assertThat(counts.get("units_done_before").asInt()).isEqualTo(1);
    assertThat(rows("SELECT id FROM '" + out("run") + "/images/**/*.parquet' ORDER BY id LIMIT 1"))
        .containsExactly("img_emb_0/0");
  }

  @Test
  void dedup_countsThatDiffer_areToldWithBothBeforeAnyWork() throws Exception {
    Path arrays = Files.createDirectories(folder.resolve("arrays"));
    Files.copy(ARRAYS.resolve("single.npy"), arrays.resolve("img_emb_0.npy"));
    Files.copy(ARRAYS.resolve("layout/metadata_0.parquet"), arrays.resolve("metadata_0.parquet"));
    Captured refused =
        Captured.run("dedup", "--embeddings", arrays.toString(), "--output", out("run"));
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.error())
        .contains("img_emb_0.npy has 7 rows and ")
        .contains("metadata_0.parquet has 6 rows");
    assertThat(folder.resolve("run/images")).doesNotExist();
  }

  @Test
  void cluster_idsOfATextFile_areTakenAndRepeatedOnesRejected() throws Exception {
    Path ids = folder.resolve("names.txt");
    Files.writeString(ids, "a\nb\n\na\nü\nf\ng\n");
    done(
        "cluster",
        "--embeddings",
        ARRAYS.resolve("half-big.npy").toString(),
        "--ids",
        ids.toString(),
        "--clusters",
        "2",
        "--output",
        out("run"));
    assertThat(
            rows("SELECT id FROM '" + out("run") + "/clusters/assignments/*.parquet' ORDER BY id"))
        .containsExactly("a", "b", "f", "g", "ü");
    assertThat(
            rows(
                "SELECT uri || ': ' || detail FROM '"
                    + out("run")
                    + "/rejected/**/*.parquet' ORDER BY 1"))
        .containsExactly(
            "half-big.npy/2: there is no id",
            "half-big.npy/3: another row of the file has the id a");

    Files.writeString(ids, "a\nb\n");
    Captured refused =
        Captured.run(
            "cluster",
            "--embeddings",
            ARRAYS.resolve("half-big.npy").toString(),
            "--ids",
            ids.toString(),
            "--clusters",
            "2",
            "--output",
            out("other"));
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.error()).contains("half-big.npy has 7 rows").contains("has 2 lines");
  }

  @Test
  void retrieve_queriesOfAnotherDimension_areRefusedBeforeAnyWork() throws Exception {
    TableWriter.write(
        Location.of(folder.resolve("queries/part.parquet")),
        Format.<Integer>empty()
            .withText("name", row -> "q" + row)
            .withVector("embedding", row -> new float[] {row, 1, 2}),
        List.of(1, 2));
    Captured refused =
        Captured.run(
            "retrieve",
            "--embeddings",
            layout().toString(),
            "--queries",
            out("queries"),
            "--mode",
            "sample",
            "--output",
            out("run"));
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.error()).contains("3 (curated/queries in").contains("5 (pool in");
  }

  @Test
  void retrieve_arraysAndQueries_agreesWithBruteForce() throws Exception {
    done(
        "retrieve",
        "--embeddings",
        layout().toString(),
        "--queries",
        ARRAYS.resolve("stored.npz").toString(),
        "--mode",
        "sample",
        "--per-query",
        "2",
        "--output",
        out("run"));
    String nearest =
        """
        SELECT q.id || ' ' || p.id FROM 'RUN/images/pool/*.parquet' AS p,
             'RUN/images/curated/queries/*.parquet' AS q
        QUALIFY row_number() OVER (PARTITION BY q.id ORDER BY
          round(list_cosine_similarity(p.embedding::DOUBLE[], q.embedding::DOUBLE[]), 6) DESC,
          p.id) <= 2 ORDER BY 1 -- of equally near images the smaller id
        """;
    assertThat(
            rows(
                "SELECT query_id || ' ' || id FROM '"
                    + out("run")
                    + "/retrieved/queries/*.parquet' ORDER BY 1"))
        .hasSize(14)
        .isEqualTo(rows(nearest.replace("RUN", out("run"))));
  }
}
