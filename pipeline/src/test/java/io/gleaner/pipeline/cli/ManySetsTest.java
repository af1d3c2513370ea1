package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.report.figures.Card;
import io.gleaner.pipeline.report.figures.ReportFigures;
import io.gleaner.pipeline.report.figures.SetFigures;
import io.gleaner.pipeline.report.read.ReadReport;
import io.gleaner.pipeline.report.read.ReportOptions;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.view.RunViews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with as many curated sets as the paper has, from Parquet files, with two encoders. */
class ManySetsTest {
  private static final int SETS = 27;
  private static final List<String> MODES = List.of("sample", "cluster", "as_is");

  @TempDir static Path folder;
  private static Path run;
  private static ReportFigures figures;

  @BeforeAll
  static void curate() throws Exception {
    run = folder.resolve("run");
    shard("first", "[0-7]*");
    shard("second", "[8-9a-f]*");
    copyEncoder();
    Path recipe = folder.resolve("recipe.yaml");
    Files.writeString(recipe, recipe());
    assertThat(Gleaner.run("run", recipe.toString(), "--output", run.toString())).isZero();
    RunDirectory directory = new RunDirectory(Location.of(run));
    try (Sql sql = Sql.open(folder.resolve("spill"), 2)) {
      RunViews.open(directory, sql);
      figures =
          ReadReport.of(
              directory, sql, ReportOptions.DEFAULTS, Originals.of(directory, Map.of()), 2);
    }
  }

  /** Writes the sample crawl's photographs, whose names match, as rows of a Parquet file. */
  private static void shard(String name, String names) throws Exception {
    Files.createDirectories(folder.resolve("pool"));
    query(
        String.format(
            Locale.ROOT,
            "COPY (SELECT parse_filename(filename) AS __key__, content AS jpg"
                + " FROM read_blob('../samples/pool/crawl/a/%s.jpg') ORDER BY filename)"
                + " TO '%s' (FORMAT parquet)",
            names,
            folder.resolve("pool/" + name + ".parquet")));
  }

  /** The sample encoder with another preprocessing stands for a network of its own. */
  private static void copyEncoder() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy-encoder"));
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(Path.of("../samples/encoder", file), copy.resolve(file));
    }
    String preprocessing = Files.readString(Path.of("../samples/encoder/preprocessor_config.json"));
    Files.writeString(
        copy.resolve("preprocessor_config.json"),
        preprocessing.replaceAll("0\\.(485|456|406|229|224|225)", "0.5"));
  }

  /** Each set holds two or three neighbouring photographs of the samples, the last one only one. */
  private static String recipe() throws IOException {
    StringBuilder recipe = new StringBuilder();
    recipe.append(
        """
        name: many
        pool:
          images: [./pool]
        encoder:
          model: ../samples/encoder
          device: cpu
        dedup:
          encoder: ./copy-encoder
          threshold: 0.96
        cluster:
          clusters: 8
        curated:
        """);
    List<Path> photographs = photographs();
    for (int set = 0; set < SETS; set++) {
      recipe.append("  - name: set-").append(set).append("\n    images:\n");
      int size = set == SETS - 1 ? 1 : 2 + set % 2;
      for (int i = 0; i < size; i++) {
        recipe.append("      - ").append(photographs.get((set + i) % photographs.size()));
        recipe.append('\n');
      }
      recipe.append("    retrieve: ").append(MODES.get(set % 3)).append('\n');
      if (set % 3 == 1) {
        recipe.append("    more_than: 0\n    per_cluster: 5\n");
      }
    }
    return recipe.toString();
  }

  private static List<Path> photographs() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../samples/curated").toAbsolutePath())) {
      return new ArrayList<>(
          files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList());
    }
  }

  private static List<Map<String, Object>> query(String query) throws Exception {
    try (Sql sql = Sql.open(folder.resolve("other"), 1)) {
      return sql.rows(query);
    }
  }

  @Test
  void sets_all_haveTheirOwnFigures() throws Exception {
    assertThat(figures.sets()).hasSize(SETS);
    for (SetFigures set : figures.sets()) {
      List<Map<String, Object>> rows =
          query(
              "SELECT mode, count(*) AS rows FROM '"
                  + run
                  + "/retrieved/"
                  + set.set()
                  + "/*.parquet'"
                  + " GROUP BY mode");
      assertThat(set.modes()).hasSize(1);
      assertThat(rows).as(set.set()).hasSize(1);
      assertThat(set.modes().get(0).mode()).isEqualTo(rows.get(0).get("mode"));
      assertThat(set.modes().get(0).retrieved()).isEqualTo(rows.get(0).get("rows"));
    }
  }

  @Test
  void overlap_hasARowForEachSet() {
    assertThat(figures.overlap().sets()).hasSize(SETS);
  }

  @Test
  void pictures_ofParquetRows_areShown() {
    List<Card> cards =
        figures.cards().values().stream()
            .filter(card -> card.uri().startsWith("pool/"))
            .filter(card -> card.fate() != Card.Fate.REJECTED)
            .toList();
    assertThat(cards).hasSizeGreaterThan(20);
    assertThat(cards).allSatisfy(card -> assertThat(card.missing()).isNull());
    assertThat(cards).allSatisfy(card -> assertThat(card.thumbnail()).isNotEmpty());
  }

  @Test
  void origin_namesBothEncoders() {
    assertThat(figures.origin().encoders())
        .extracting(encoder -> encoder.get("role"))
        .containsExactly("semantic", "copy");
    assertThat(figures.origin().encoders())
        .extracting(encoder -> encoder.get("digest"))
        .doesNotHaveDuplicates();
  }

  @Test
  void page_hasEverySetAndIsBelowItsLimit() throws IOException {
    Path page = run.resolve("report/index.html");
    assertThat(Files.size(page)).isLessThan(25_000_000);
    String html = Files.readString(page);
    for (int set = 0; set < SETS; set++) {
      assertThat(html).contains("set-" + set);
    }
  }

  @Test
  void audit_imageOfThePool_isFoundByTheCopyEncoder() throws Exception {
    Path image = folder.resolve("benchmark/asked.jpg");
    Files.createDirectories(image.getParent());
    Path kept = kept();
    Files.copy(kept, image);
    Captured audit =
        Captured.run("audit", run.toString(), "--images", image.getParent().toString());
    assertThat(audit.exit()).as(audit.error()).isZero();
    List<Map<String, Object>> found =
        query("SELECT * FROM '" + run + "/audits/benchmark/audit.parquet'");
    assertThat(found).hasSize(1);
    assertThat(found.get(0).get("evidence")).isEqualTo("exact");
    assertThat(found.get(0).get("match_uri").toString()).contains("pool/");
    assertThat(found.get(0).get("decision")).isIn("in_manifest", "kept_not_retrieved");
    assertThat(copySimilarity(found.get(0))).isCloseTo(1, within(1e-5));
  }

  /** Returns the similarity to the nearest image of the side that the match is on. */
  private static double copySimilarity(Map<String, Object> found) {
    String side = "in_manifest".equals(found.get("decision")) ? "manifest" : "kept";
    assertThat(found.get("nearest_" + side + "_id")).isEqualTo(found.get("match_id"));
    return ((Number) found.get("nearest_" + side + "_similarity")).doubleValue();
  }

  /** Returns the file of a pool image that no other one is near to. */
  private static Path kept() throws Exception {
    return Path.of(
        "../samples/pool/crawl/a",
        query(
                "SELECT key FROM '"
                    + run
                    + "/images/pool/*.parquet' WHERE id NOT IN"
                    + " (SELECT id FROM '"
                    + run
                    + "/duplicates/*.parquet') ORDER BY id LIMIT 1")
            .get(0)
            .get("key")
            .toString());
  }
}
