package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gleaner.pipeline.storage.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run without curated sets: its manifest is what deduplication left. */
class KeptPoolTest {
  private static final Path SAMPLES = Path.of("../samples").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static Path recipe;
  private static Path run;
  private static Captured planned;
  private static Captured told;

  @BeforeAll
  static void deduplicate() throws IOException {
    recipe = write("deduplicate", "cluster: { clusters: 4 }\n");
    run = folder.resolve("run");
    planned = Captured.run("run", recipe.toString(), "--output", run.toString(), "--dry-run");
    told = Captured.run("run", recipe.toString(), "--output", run.toString(), "--parallelism", "1");
    assertThat(told.exit()).as(told.error()).isZero();
  }

  private static Path write(String name, String more) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    String text =
        """
        name: NAME
        pool: { images: ["SAMPLES/pool/shards/*.tar"], carry: [caption] }
        encoder: { model: SAMPLES/encoder, device: cpu }
        dedup: { threshold: 0.96, floor: 0.9, against: { images: [SAMPLES/evaluation], threshold: 0.94 } }
        """
            .replace("NAME", name)
            .replace("SAMPLES", SAMPLES.toString());
    return Files.writeString(file, text + more);
  }

  /** Returns rows as text, asked of the run's tables alone. */
  private static List<String> rows(Path of, String query) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query.replace("RUN", of.toString()))) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private static final String LEFT =
      "SELECT * FROM 'RUN/images/pool/*.parquet' ANTI JOIN"
          + " (SELECT id FROM 'RUN/duplicates/**/*.parquet') USING (id)";

  @Test
  void run_withoutCuratedSets_manifestIsWhatDeduplicationLeft() throws Exception {
    String columns =
        "struct_pack(id, uri, key, sha256, width, height, source, caption)::VARCHAR AS row";
    assertThat(rows(run, "SELECT " + columns + " FROM 'RUN/manifest/*.parquet' ORDER BY id"))
        .hasSizeGreaterThan(100)
        .isEqualTo(rows(run, "SELECT " + columns + " FROM (" + LEFT + ") ORDER BY id"));
    assertThat(rows(run, "SELECT DISTINCT len(retrievals) FROM 'RUN/manifest/*.parquet'"))
        .containsExactly("0");
    assertThat(rows(run, "SELECT count(*) - count(DISTINCT sha256) FROM 'RUN/manifest/*.parquet'"))
        .containsExactly("0");
    assertThat(run.resolve("retrieved")).doesNotExist();
  }

  @Test
  void run_withoutCuratedSets_countsAgreeWithSql() throws Exception {
    String images = rows(run, "SELECT count(*) FROM 'RUN/images/pool/*.parquet'").get(0);
    String left = rows(run, "SELECT count(*) FROM (" + LEFT + ")").get(0);
    assertThat(
            rows(
                run,
                "SELECT concat_ws(' ', dataset, images, retrieval, final, total) FROM"
                    + " 'RUN/statistics/composition.parquet'"))
        .containsExactly("pool " + images + " kept " + left + " " + left, "all " + left);
    assertThat(rows(run, "SELECT sum(removed)::BIGINT FROM 'RUN/statistics/deduplication.parquet'"))
        .containsExactly(String.valueOf(Long.parseLong(images) - Long.parseLong(left)));
    JsonNode mark = JSON.readTree(run.resolve("marks/manifest.json").toFile());
    assertThat(mark.at("/counts/images").asText()).isEqualTo(left);
    assertThat(mark.at("/counts/merged").asInt(-1)).isZero();
    assertThat(told.out().replace('\n', ' '))
        .contains(
            "The recipe has no curated sets, so the manifest holds all that is left: "
                + left
                + " images.");
    Captured stats = Captured.run("stats", run.toString());
    assertThat(stats.exit()).isZero();
    assertThat(stats.out()).containsPattern("pool +" + images + " +kept +" + left + " +" + left);
  }

  @Test
  void run_asJson_endsWithFiguresThatHaveNoSets() throws Exception {
    Captured again = Captured.run("run", recipe.toString(), "--output", run.toString(), "--json");
    String[] lines = again.out().strip().split("\n");
    JsonNode last = JSON.readTree(lines[lines.length - 1]);
    assertThat(last.at("/retrieved").size()).isZero();
    assertThat(last.at("/manifest").asLong())
        .isPositive()
        .isEqualTo(last.at("/pool/left").asLong());
  }

  @Test
  void dryRun_beforeAndAfter_tellsOfAllStages() {
    assertThat(planned.exit()).isZero();
    for (String stage :
        List.of("embed", "hash", "neighbours", "deduplicate", "cluster", "manifest", "report")) {
      assertThat(planned.out()).containsPattern("# +" + stage + " +not made yet");
    }
    assertThat(planned.out()).doesNotContainPattern("# +retrieve ");
    Captured after =
        Captured.run("run", recipe.toString(), "--output", run.toString(), "--dry-run");
    assertThat(after.out()).containsPattern("# +manifest +complete").doesNotContain("not made yet");
    Captured other =
        Captured.run(
            "run",
            recipe.toString(),
            "--output",
            run.toString(),
            "--dry-run",
            "--set",
            "cluster.clusters=5");
    assertThat(other.out())
        .containsPattern("# +manifest +complete")
        .containsPattern("# +report +would be made again");
  }

  @Test
  void report_withoutCuratedSets_leadsFromThePoolToTheManifest() throws Exception {
    String page = Files.readString(run.resolve("report/index.html"));
    String left = rows(run, "SELECT count(*) FROM 'RUN/manifest/*.parquet'").get(0);
    assertThat(page)
        .contains("<dt>in the manifest</dt><dd>" + left + "</dd>")
        .contains("kept in the pool")
        .contains("No curated set was searched for.")
        .doesNotContain("called for by");
    assertThat(page).containsPattern("<td[^>]*>kept</td>");
  }

  @Test
  void show_imagesOfEachKind_tellTheirFate() throws Exception {
    String kept = rows(run, "SELECT id FROM 'RUN/manifest/*.parquet' ORDER BY id").get(0);
    assertThat(Captured.run("show", run.toString(), kept).out())
        .contains("in the manifest")
        .contains("the run has no curated sets")
        .doesNotContain("not decided", "not sampled");
    String removed =
        rows(run, "SELECT id FROM 'RUN/duplicates/**/*.parquet' WHERE kind = 'near' ORDER BY id")
            .get(0);
    assertThat(Captured.run("show", run.toString(), removed).out())
        .contains("was removed as a near-duplicate of");
  }

  @Test
  void audit_picturesOfThePool_areInTheManifest() throws Exception {
    Path output = folder.resolve("audit");
    Captured audit =
        Captured.run(
            "audit",
            run.toString(),
            "--images",
            SAMPLES.resolve("pool/shards/00000.tar").toString(),
            "--output",
            output.toString());
    assertThat(audit.exit()).as(audit.error()).isZero();
    String kept =
        rows(
                run,
                "SELECT count(*) FROM 'RUN/manifest/*.parquet' WHERE starts_with(uri,"
                    + " 'shards/00000.tar') OR starts_with(uri, '00000.tar')")
            .get(0);
    assertThat(Long.parseLong(kept)).isPositive();
    long found =
        Long.parseLong(
            rows(
                    output,
                    "SELECT count(*) FROM 'RUN/audit.parquet' WHERE decision = 'in_manifest' AND"
                        + " evidence = 'exact'")
                .get(0));
    assertThat(found).isGreaterThanOrEqualTo(Long.parseLong(kept));
    assertThat(rows(output, "SELECT count(*) FROM 'RUN/audit.parquet' WHERE decision = 'kept'"))
        .containsExactly("0");
  }

  @Test
  void run_decisions_areObeyed() throws Exception {
    List<String> some = rows(run, "SELECT id FROM 'RUN/manifest/*.parquet' ORDER BY md5(id)");
    String unwanted = some.get(0);
    String other = some.get(1);
    Path decisions = folder.resolve("decisions.csv");
    Files.writeString(
        decisions,
        String.format(
            Locale.ROOT, "decision,id,cluster%nremove,%s,%nwrong_cluster,%s,0%n", unwanted, other));
    Path reviewed = copy("reviewed");
    Captured again =
        Captured.run(
            "run",
            recipe.toString(),
            "--output",
            reviewed.toString(),
            "--set",
            "decisions=[" + decisions + "]");
    assertThat(again.exit()).as(again.error()).isZero();
    List<String> manifest = rows(reviewed, "SELECT id FROM 'RUN/manifest/*.parquet'");
    assertThat(manifest).doesNotContain(unwanted).contains(other);
    assertThat(
            rows(
                reviewed,
                "SELECT decision || ' ' || status FROM 'RUN/statistics/decisions.parquet' ORDER BY"
                    + " 1"))
        .containsExactly("remove obeyed", "wrong_cluster no_longer_applies");
  }

  @Test
  void run_otherParallelism_givesTheSameManifest() throws Exception {
    Path other = copy("parallel");
    assertThat(
            Captured.run(
                    "run",
                    recipe.toString(),
                    "--output",
                    other.toString(),
                    "--from",
                    "hash",
                    "--parallelism",
                    "4")
                .exit())
        .isZero();
    assertThat(Captured.run("stats", other.toString(), "--digest").out())
        .isEqualTo(Captured.run("stats", run.toString(), "--digest").out());
  }

  @Test
  void run_curatedSetsComeAndGo_leaveNothingBehind() throws Exception {
    Path other = copy("changing");
    Path curated =
        write(
            "curated",
            "cluster: { clusters: 4 }\ncurated: [{ name: shoes, images: [SAMPLES/curated/shoes],"
                    .replace("SAMPLES", SAMPLES.toString())
                + " retrieve: sample }]\n");
    assertThat(Captured.run("run", curated.toString(), "--output", other.toString()).exit())
        .isZero();
    assertThat(other.resolve("retrieved")).exists();
    Captured compared =
        Captured.run("stats", run.toString(), "--compare", other.toString(), "--json");
    JsonNode moved = JSON.readTree(compared.out());
    assertThat(moved.at("/gained").toString()).contains("not retrieved").doesNotContain("sets not");
    assertThat(moved.toString()).contains("\"set\":\"pool\",\"mode\":\"kept\"");

    Path neither = write("neither", "");
    Captured back = Captured.run("run", neither.toString(), "--output", other.toString());
    assertThat(back.exit()).as(back.error()).isZero();
    assertThat(other.resolve("retrieved/shoes")).doesNotExist();
    assertThat(other.resolve("clusters/centroids.parquet")).doesNotExist();
    assertThat(other.resolve("clusters/sets.parquet")).doesNotExist();
    assertThat(other.resolve("statistics/retrieval.parquet")).doesNotExist();
    assertThat(other.resolve("marks/retrieve.json")).doesNotExist();
    assertThat(Captured.run("stats", other.toString(), "--digest").out())
        .isEqualTo(Captured.run("stats", run.toString(), "--digest").out());
  }

  private static Path copy(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (var files = Files.walk(run)) {
      for (Path file : files.toList()) {
        Path target = copy.resolve(run.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    assertThat(Location.of(copy).isFolder()).isTrue();
    return copy;
  }
}
