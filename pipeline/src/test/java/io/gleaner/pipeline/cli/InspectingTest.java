package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.view.RunViews;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gleaner show} and {@code gleaner audit}, on a run of some of the samples. */
class InspectingTest {
  private static final String RECIPE =
      """
      name: inspecting
      pool:
        images: [../samples/pool/crawl/a, ../samples/pool/crawl/odd]
      encoder:
        model: ../samples/encoder
        device: cpu
      limits:
        rejected_share: 0.9
      dedup:
        encoder: same
        perceptual_distance: 4
        threshold: 0.96
        against:
          images: [../samples/evaluation]
          threshold: 0.94
      curated:
        - name: shoes
          images: [../samples/curated/shoes]
          retrieve: sample
          per_query: 2
        - name: dresses
          images: [../samples/curated/dresses]
          retrieve: as_is
      """;

  @TempDir static Path folder;
  private static Path run;

  private record Answer(int exit, String out) {}

  @BeforeAll
  static void curate() throws IOException {
    run = folder.resolve("run");
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(recipe, RECIPE);
    assertThat(gleaner("run", recipe.toString(), "--output", run.toString()).exit()).isZero();
  }

  private static Answer gleaner(String... arguments) {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      int exit = Gleaner.run(arguments);
      return new Answer(exit, printed.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
    }
  }

  private static List<Map<String, Object>> query(String sql) throws Exception {
    try (Sql database = Sql.open(folder.resolve("spill"), 1)) {
      RunViews.open(new RunDirectory(Location.of(run)), database);
      return database.rows(sql);
    }
  }

  private static List<Map<String, Object>> audited(Path tables) throws Exception {
    return query("SELECT * FROM read_parquet('" + tables.resolve("audit.parquet") + "')");
  }

  @Test
  void show_byIdUriItsEndAndFile_tellsTheSameStory() throws Exception {
    Map<String, Object> row =
        query("SELECT id, uri FROM manifest WHERE source = 'pool' ORDER BY id LIMIT 1").get(0);
    String uri = row.get("uri").toString();
    String file = "../samples/pool/crawl/" + uri;
    String story = null;
    for (String what :
        List.of(row.get("id").toString(), uri, uri.substring(uri.indexOf('/') + 1), file)) {
      Answer answer = gleaner("show", run.toString(), what);
      assertThat(answer.exit()).isZero();
      assertThat(answer.out())
          .startsWith(uri + "  " + row.get("id") + "\nin the manifest (found by ")
          .contains("  This image is in the manifest.\n  This image was called for by shoes (");
      String told = answer.out().substring(answer.out().indexOf("\n\n"));
      assertThat(told).isEqualTo(story == null ? told : story);
      story = told;
    }
  }

  @Test
  void show_everyInput_hasAFateThatTheTablesConfirm() throws Exception {
    List<String> arguments = new ArrayList<>(List.of("show", run.toString(), "--json"));
    List<Map<String, Object>> inputs =
        query(
            "SELECT id, CASE WHEN source = 'evaluation' THEN 'evaluation'"
                + " WHEN source = 'curated/dresses' THEN 'curated_as_is'"
                + " WHEN source = 'curated/shoes' THEN 'curated_seed'"
                + " WHEN id IN (SELECT id FROM removed) THEN 'removed'"
                + " WHEN id IN (SELECT id FROM retrieved) THEN 'in_manifest'"
                + " ELSE 'not_called_for' END AS fate FROM images UNION ALL SELECT"
                + " left(sha256(source || chr(0) || uri), 32), 'rejected' FROM rejected");
    Map<Object, Object> fates = new HashMap<>();
    for (Map<String, Object> input : inputs) {
      arguments.add(input.get("id").toString());
      fates.put(input.get("id"), input.get("fate"));
    }
    Answer answer = gleaner(arguments.toArray(new String[0]));
    assertThat(answer.exit()).isZero();
    JsonNode stories = new ObjectMapper().readTree(answer.out());
    assertThat(stories).hasSize(fates.size());
    for (JsonNode story : stories) {
      assertThat(story.path("fate").asText())
          .as(story.path("uri").asText())
          .isEqualTo(fates.get(story.path("id").asText()));
      assertThat(story.path("chain").size()).isPositive();
      assertThat(story.path("chain").get(0).path("text").asText()).startsWith("This image ");
    }
    assertThat(fates.values())
        .contains("removed", "in_manifest", "not_called_for", "rejected", "curated_as_is");
  }

  @Test
  void show_severalMatchesOrNone_listsThemOrExitsWithOne() throws Exception {
    Path copy = folder.resolve("copy.jpg");
    Map<String, Object> leak =
        query(
                "SELECT p.uri FROM pool p JOIN images e USING (sha256) WHERE e.source ="
                    + " 'evaluation' ORDER BY 1 LIMIT 1")
            .get(0);
    Files.copy(Path.of("../samples/pool/crawl/" + leak.get("uri")), copy);
    assertThat(gleaner("show", run.toString(), copy.toString()).out())
        .startsWith("2 images are found by SHA-256 of the local file ")
        .contains("  " + leak.get("uri"), "  removed\n", "  evaluation\n");
    assertThat(gleaner("show", run.toString(), "no-such.jpg")).isEqualTo(new Answer(1, ""));
    assertThat(gleaner("show", folder.resolve("no-run").toString(), "x").exit()).isEqualTo(2);
  }

  @Test
  void audit_itsOwnEvaluationSet_findsAllThatWasRemovedAndNothingElse() throws Exception {
    Path tables = run.resolve("audits/evaluation");
    Answer answer = gleaner("audit", run.toString(), "--images", "../samples/evaluation");
    assertThat(answer.exit()).isZero();
    assertThat(answer.out()).contains("30 pictures were looked for", "(dedup.against.threshold)");
    Map<Object, Map<String, Object>> rows = new HashMap<>();
    audited(tables).forEach(row -> rows.put(row.get("uri"), row));
    assertThat(rows).hasSize(30);
    List<Map<String, Object>> leaks =
        query(
            "SELECT e.uri, r.id, p.sha256 = e.sha256 AS same FROM removed r JOIN images e ON e.id ="
                + " r.kept_id JOIN pool p ON p.id = r.id WHERE r.kind = 'relative'");
    assertThat(leaks).isNotEmpty().anyMatch(leak -> leak.get("same").equals(true));
    for (Map<String, Object> leak : leaks) {
      Map<String, Object> row = rows.get(leak.get("uri"));
      assertThat(row).containsEntry("decision", "removed");
      if (leak.get("same").equals(true)) {
        assertThat(row)
            .containsEntry("evidence", "exact")
            .containsEntry("match_id", leak.get("id"));
      }
      assertThat(row.get("removed_why").toString()).contains("evaluation image evaluation/");
    }
    assertThat(rows.values())
        .extracting(row -> row.get("decision"))
        .doesNotContain("in_manifest", "kept_not_retrieved", "rejected");
    assertThat(Files.readAllLines(tables.resolve("audit.csv"))).hasSize(31);
    try (Stream<Path> files = Files.list(tables)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("audit.parquet", "audit.csv");
    }
  }

  @Test
  void audit_plantedCopies_namesTheImageOfTheManifest() throws Exception {
    Map<String, Object> image =
        query(
                "SELECT id, uri FROM manifest WHERE source = 'pool' AND uri LIKE '%.jpg' AND width"
                    + " > 150 AND height > 150 ORDER BY id LIMIT 1")
            .get(0);
    Path original = Path.of("../samples/pool/crawl/" + image.get("uri"));
    Path planted = Files.createDirectories(folder.resolve("planted"));
    Files.copy(original, planted.resolve("=exact.jpg"));
    BufferedImage picture = ImageIO.read(original.toFile());
    int width = picture.getWidth();
    int height = picture.getHeight();
    write(
        picture, AffineTransform.getScaleInstance(0.75, 0.75), "png", planted.resolve("small.png"));
    write(picture, new AffineTransform(), "jpg", planted.resolve("again.jpg"));
    write(
        picture,
        new AffineTransform(-1, 0, 0, 1, width, 0),
        "png",
        planted.resolve("mirrored.png"));
    assertThat(height).isGreaterThan(150);
    Files.writeString(planted.resolve("broken.jpg"), "not a picture");

    Path tables = folder.resolve("tables");
    Answer answer =
        gleaner(
            "audit",
            run.toString(),
            "--images",
            planted.toString(),
            "--output",
            tables.toString(),
            "--json");
    assertThat(answer.exit()).isZero();
    Map<Object, Map<String, Object>> rows = new HashMap<>();
    audited(tables).forEach(row -> rows.put(row.get("uri"), row));
    assertThat(rows).hasSize(5);
    assertThat(rows.get("planted/broken.jpg")).containsEntry("decision", "rejected");
    assertThat(rows.get("planted/broken.jpg").get("reason").toString()).startsWith("NOT_AN_IMAGE");
    assertThat(rows.get("planted/=exact.jpg")).containsEntry("evidence", "exact");
    for (String copy : List.of("=exact.jpg", "small.png", "again.jpg")) {
      assertThat(rows.get("planted/" + copy))
          .containsEntry("decision", "in_manifest")
          .containsEntry("match_id", image.get("id"));
    }
    for (String copy : List.of("=exact.jpg", "small.png", "again.jpg", "mirrored.png")) {
      assertThat(rows.get("planted/" + copy))
          .containsEntry("nearest_manifest_uri", image.get("uri"));
    }
    JsonNode json = new ObjectMapper().readTree(answer.out());
    assertThat(json.path("pictures").asInt()).isEqualTo(4);
    assertThat(json.path("rejected").asInt()).isEqualTo(1);
    assertThat(json.path("decisions").path("in_manifest").path("exact").asInt()).isEqualTo(1);
  }

  private static void write(BufferedImage from, AffineTransform how, String format, Path file)
      throws IOException {
    int width = (int) Math.round(from.getWidth() * Math.abs(how.getScaleX()));
    int height = (int) Math.round(from.getHeight() * how.getScaleY());
    BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = to.createGraphics();
    graphics.setRenderingHint(
        java.awt.RenderingHints.KEY_INTERPOLATION,
        java.awt.RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(from, how, null);
    graphics.dispose();
    assertThat(ImageIO.write(to, format, file.toFile())).isTrue();
  }

  @Test
  void audit_anotherEncoder_isRefused() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other-encoder"));
    try (Stream<Path> files = Files.list(Path.of("../samples/encoder"))) {
      for (Path file : files.toList()) {
        Files.copy(file, other.resolve(file.getFileName().toString()));
      }
    }
    Path settings = other.resolve("preprocessor_config.json");
    String text = Files.readString(settings);
    String changed = text.replaceFirst("(\"image_mean\"\\s*:\\s*\\[\\s*)0\\.4", "$10.3");
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(settings, changed);
    Path tables = folder.resolve("refused");
    assertThat(
            gleaner(
                    "audit",
                    run.toString(),
                    "--images",
                    "../samples/evaluation",
                    "--output",
                    tables.toString(),
                    "--encoder",
                    other.toString())
                .exit())
        .isEqualTo(2);
    assertThat(tables).doesNotExist();
  }

  @Test
  void audit_unusableArguments_exitWithTwoAndWriteNothing() throws Exception {
    Path tables = folder.resolve("nothing");
    for (List<String> wrong :
        List.of(
            List.of("--threshold", "2"),
            List.of("--batch", "0"),
            List.of("--device", "gpu"),
            List.of("--encoder", "../samples/nowhere"))) {
      List<String> arguments =
          new ArrayList<>(
              List.of("audit", run.toString(), "--images", "../samples/evaluation", "--output"));
      arguments.add(tables.toString());
      arguments.addAll(wrong);
      assertThat(gleaner(arguments.toArray(new String[0])).exit()).as("%s", wrong).isEqualTo(2);
    }
    assertThat(
            gleaner("audit", run.toString(), "--images", "nowhere", "--output", tables.toString())
                .exit())
        .isEqualTo(2);
    assertThat(
            gleaner(
                    "audit",
                    run.toString(),
                    "--images",
                    "../samples/evaluation",
                    "--output",
                    run.resolve("images/audit").toString())
                .exit())
        .isEqualTo(2);
    assertThat(tables).doesNotExist();
    assertThat(run.resolve("images/audit")).doesNotExist();
  }
}
