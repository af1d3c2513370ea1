package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run whose pool and sets are embeddings that others made. */
class GivenPoolTest {
  private static final Path ARRAYS = Path.of("src/test/resources/array");
  private static final String SAMPLES = Path.of("../samples").toAbsolutePath().toString();
  private static final String RECIPE =
      """
      name: given
      pool: { embeddings: [./layout], id: key, image: image_path, carry: [caption] }
      dedup: { threshold: 0.99, against: { embeddings: [./half.npy], threshold: 0.98 } }
      cluster: { clusters: 2 }
      curated:
        - { name: stored, embeddings: [./stored.npz], retrieve: [sample, cluster], per_query: 2, more_than: 0 }
      """;

  @TempDir static Path folder;
  private static Path run;

  @BeforeAll
  static void curate() throws Exception {
    Path layout = Files.createDirectories(folder.resolve("layout"));
    for (String name :
        List.of("img_emb_0.npy", "img_emb_1.npy", "metadata_0.parquet", "metadata_1.parquet")) {
      Files.copy(ARRAYS.resolve("layout").resolve(name), layout.resolve(name));
    }
    for (String name : List.of("half.npy", "stored.npz")) {
      Files.copy(ARRAYS.resolve(name), folder.resolve(name));
    }
    Files.createDirectories(layout.resolve("pictures"));
    for (int row = 0; row < 6; row++) {
      BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
      picture.setRGB(row, row, 0xFFFFFF);
      ImageIO.write(picture, "png", layout.resolve("pictures/1-" + row + ".png").toFile());
    }
    run = folder.resolve("run");
    Captured done = Captured.run("run", recipe("whole", RECIPE), "--output", run.toString());
    assertThat(done.exit()).as(done.error()).isZero();
    assertThat(done.out()).contains("12 inputs in the pool: 10 images and 2 rejected");
  }

  private static String recipe(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name + ".yaml"), text.replace("SAMPLES", SAMPLES))
        .toString();
  }

  private static List<String> rows(String query) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query.replace("RUN", run.toString()))) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  @Test
  void run_poolOfEmbeddings_keepsWhatIsGivenAndNothingElse() throws Exception {
    assertThat(
            rows(
                "SELECT concat_ws(' ', uri, key, caption, file) FROM 'RUN/images/pool/*.parquet'"
                    + " WHERE key = '13'"))
        .containsExactly("layout/img_emb_1.npy/3 13 =caption, \"1\" <3> layout/pictures/1-3.png");
    assertThat(
            rows(
                "SELECT DISTINCT concat_ws(' ', coalesce(sha256, '-'), coalesce(width, 0)) FROM"
                    + " 'RUN/images/**/*.parquet'"))
        .containsExactly("- 0");
    assertThat(rows("SELECT kind FROM 'RUN/duplicates/**/*.parquet'")).contains("near");
    assertThat(
            rows(
                "SELECT id FROM 'RUN/retrieved/**/*.parquet' EXCEPT SELECT id FROM"
                    + " 'RUN/manifest/*.parquet'"))
        .isEmpty();
    assertThat(rows("SELECT count(*) FROM 'RUN/manifest/*.parquet' WHERE width IS NULL"))
        .isEqualTo(rows("SELECT count(DISTINCT id) FROM 'RUN/retrieved/**/*.parquet'"));
  }

  @Test
  void commands_onARunOfEmbeddings_work() throws Exception {
    String id = rows("SELECT id FROM 'RUN/manifest/*.parquet' ORDER BY id").get(0);
    assertThat(Captured.run("show", run.toString(), id).out()).contains("is in the manifest");
    Captured compared = Captured.run("stats", run.toString(), "--compare", run.toString());
    assertThat(compared.exit()).as(compared.error()).isZero();
    assertThat(compared.out()).doesNotContain("not retrieved");
    Captured audit =
        Captured.run("audit", run.toString(), "--images", folder.resolve("layout").toString());
    assertThat(audit.exit()).isEqualTo(2);
    assertThat(audit.error()).contains("made of embeddings");
    JsonNode json = new ObjectMapper().readTree(run.resolve("run.json").toFile());
    assertThat(json.get("encoders").size()).isZero();
    assertThat(json.get("recipe").asText()).contains("embeddings:").doesNotContain("model:");
  }

  @Test
  void report_pathsThatLeadToPictures_showsThem() throws Exception {
    String page = Files.readString(run.resolve("report/index.html"));
    assertThat(page).contains("img_emb_1.npy/3").contains("/9j/").contains("is not there");
  }

  @Test
  void export_picturesThatNobodyHasRead_isRefusedAndListsAreWritten() throws Exception {
    Path refused = folder.resolve("shards");
    Captured shards = export("webdataset", refused);
    assertThat(shards.exit()).isEqualTo(2);
    assertThat(shards.error()).contains("has no SHA-256").doesNotContain("Exception");
    assertThat(refused.resolve("export.json")).doesNotExist();

    Path list = folder.resolve("list");
    assertThat(export("jsonl", list).exit()).isZero();
    JsonNode first =
        new ObjectMapper().readTree(Files.readAllLines(list.resolve("images.jsonl")).get(0));
    assertThat(first.path("uri").asText()).startsWith("layout/");
    assertThat(first.get("width").isNull()).isTrue();
    assertThat(first.get("sha256").isNull()).isTrue();
    assertThat(Captured.run("verify", list.toString()).exit()).isZero();
  }

  @Test
  void plan_embeddings_countsRowsByTheirHeadersAndEmbedsNothing() throws Exception {
    Captured text = Captured.run("plan", recipe("planned", RECIPE));
    assertThat(text.exit()).as(text.error()).isZero();
    assertThat(text.out()).contains("Nothing is embedded.").doesNotContain("Infinity");
    JsonNode plan =
        new ObjectMapper()
            .readTree(Captured.run("plan", recipe("planned", RECIPE), "--json").out());
    for (JsonNode source : plan.path("sources")) {
      String tables = source.path("source").asText() + "/*.parquet'";
      String all =
          "SELECT count(*) FROM (SELECT uri FROM 'RUN/images/"
              + tables
              + " UNION ALL SELECT uri FROM 'RUN/rejected/"
              + tables
              + ")";
      long seen = Long.parseLong(rows(all).get(0));
      assertThat(source.path("inputs").path("value").asLong()).isEqualTo(seen).isPositive();
      assertThat(source.path("inputs").path("margin").asDouble()).isZero();
    }
    assertThat(plan.path("sources")).hasSize(3);
    Captured against = Captured.run("plan", "--against", run.toString());
    assertThat(against.exit()).as(against.error()).isZero();
    assertThat(against.out()).containsPattern("embed +seconds");
  }

  @Test
  void plan_embeddingsThatDoNotFit_isRefusedAsTheRunIs() throws Exception {
    String mixed =
        RECIPE.replace("cluster:", "encoder: { model: SAMPLES/encoder, device: cpu }\ncluster:")
            + "  - { name: hats, images: [SAMPLES/curated/hats], retrieve: sample }\n";
    Captured plan = Captured.run("plan", recipe("mixed-plan", mixed));
    assertThat(plan.exit()).isEqualTo(2);
    assertThat(plan.error()).contains("different numbers of components: 5 (");
    Captured none =
        Captured.run(
            "plan", recipe("none-plan", RECIPE.replace("./layout", "./nowhere")), "--images", "1");
    assertThat(none.exit()).as(none.out()).isZero();
  }

  @Test
  void plan_imagesBesideEmbeddings_measuresTheEncoderOnTheImages() throws Exception {
    String mixed =
        """
        name: mixed
        output: ./mixed-plan
        pool: { embeddings: [./wide.parquet] }
        encoder: { model: SAMPLES/encoder, device: cpu }
        curated: [{ name: s, images: [SAMPLES/curated/hats], retrieve: sample }]
        """;
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT range AS id, [(range + i + 1)::FLOAT FOR i IN range(192)] AS embedding FROM"
              + " range(1000)) TO '"
              + folder.resolve("wide.parquet")
              + "' (FORMAT parquet)");
    }
    JsonNode plan =
        new ObjectMapper().readTree(Captured.run("plan", recipe("wide", mixed), "--json").out());
    assertThat(plan.path("measurement").path("images").asInt()).isEqualTo(18);
    JsonNode embed = plan.path("stages").get(0);
    assertThat(embed.path("in").asInt()).isEqualTo(1018);
    double hour = 18 * plan.path("rates").path("image_seconds").asDouble() / 3600;
    assertThat(embed.path("core_hours").asDouble()).isBetween(hour, hour + 60.0 / 3600);
  }

  private static Captured export(String format, Path output) {
    return Captured.run(
        "export", run.toString(), "--format", format, "--output", output.toString());
  }

  @Test
  void dryRun_again_isComplete() throws Exception {
    Captured again =
        Captured.run("run", recipe("whole", RECIPE), "--output", run.toString(), "--dry-run");
    assertThat(again.out()).containsPattern("# +embed +complete").doesNotContain("made again");
  }

  @Test
  void run_contradictions_areToldBeforeAnyWork() throws Exception {
    String both =
        recipe(
            "both",
            """
            name: a
            pool: { images: [x], embeddings: [./layout], image_column: y }
            dedup: { encoder: other }
            curated: [{ name: s, images: [z], column: c, retrieve: as_is }]
            """);
    Captured refused = Captured.run("run", both);
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.error())
        .contains("pool has both images and embeddings")
        .contains("pool.image_column does nothing")
        .contains("curated[0].column does nothing")
        .contains("dedup.encoder must be same");
    String mixed =
        recipe(
            "mixed",
            """
            name: a
            output: ./mixed
            pool: { embeddings: [./layout] }
            encoder: { model: SAMPLES/encoder, device: cpu }
            curated: [{ name: s, images: [SAMPLES/curated/hats], retrieve: sample }]
            """);
    Captured different = Captured.run("run", mixed);
    assertThat(different.exit()).isEqualTo(2);
    assertThat(different.error()).contains("different numbers of components: 5 (pool in");
    assertThat(folder.resolve("mixed/images")).doesNotExist();
  }
}
