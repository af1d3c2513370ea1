package io.gleaner.pipeline.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.clustering.embedding.UnitVectors;
import io.gleaner.clustering.vector.DotProduct;
import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.run.UnusableRunException;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Format;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.table.TableWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of some made-up images: groups around random directions, and images alone. */
class CalibrationTest {
  private static final int DIMENSION = 12;
  private static final String HOSTILE = "=cmd|<script>alert(1)</script>\u001b[31m,\".jpg";

  private record Image(String id, String uri, String source, Long phash, float[] vector) {}

  private record Edge(String a, String b, float similarity) {}

  private static final Format<Image> IMAGES =
      Format.<Image>empty()
          .withText("id", Image::id)
          .withText("uri", Image::uri)
          .withText("source", Image::source)
          .withText("sha256", image -> "sha-" + image.id())
          .withNullableLong("phash", Image::phash)
          .withVector("embedding", Image::vector);

  private static final Format<Edge> EDGES =
      Format.<Edge>empty()
          .withText("id_a", Edge::a)
          .withText("id_b", Edge::b)
          .withFloat("similarity", Edge::similarity);

  @TempDir Path folder;
  private Location root;
  private final List<Image> pool = new ArrayList<>();
  private final Map<String, String> groupOf = new LinkedHashMap<>();

  @BeforeEach
  void write() throws Exception {
    root = Location.of(folder.resolve("run"));
    SplittableRandom random = new SplittableRandom(5);
    for (int group = 0; group < 40; group++) {
      float[] centre = vector(random, new float[DIMENSION], 1);
      centre[0] += 2; // a common part, as the mean of real embeddings is
      long hash = random.nextLong();
      int size = 1 + random.nextInt(4);
      for (int i = 0; i < size; i++) {
        String uri =
            group == 0 && i == 0
                ? HOSTILE
                : String.format(Locale.ROOT, "crawl/%d/%d.jpg", group, i);
        long bits = hash ^ (1L << random.nextInt(64)) ^ (i > 1 ? 0xffffL : 0);
        Image image =
            new Image(
                String.format(Locale.ROOT, "id-%02d-%d", group, i),
                uri,
                "pool",
                group % 7 == 3 ? null : bits,
                vector(random, centre, 0.35 * random.nextDouble()));
        pool.add(image);
        groupOf.put(image.uri, size == 1 ? null : "g" + group);
      }
    }
    TableWriter.write(root.resolve("images/pool/part-0.parquet"), IMAGES, pool);
  }

  private static float[] vector(SplittableRandom random, float[] centre, double spread) {
    float[] vector = centre.clone();
    for (int i = 0; i < vector.length; i++) {
      vector[i] += (float) (spread * (2 * random.nextDouble() - 1));
    }
    return vector;
  }

  private Calibration.Options options(Labels labels, boolean centre, int pairs) throws Exception {
    return new Calibration.Options(
        labels,
        "labels.csv",
        0.9,
        null,
        centre,
        null,
        pairs,
        0,
        Originals.of(new RunDirectory(root), Map.of()),
        root.resolve("calibrations/test"));
  }

  private Calibration.Result calibrate(Labels labels, boolean centre, int pairs) throws Exception {
    return new Calibration(new RunDirectory(root), options(labels, centre, pairs)).execute();
  }

  private Labels.Groups groups() {
    Map<String, Long> lines = new LinkedHashMap<>();
    groupOf.keySet().forEach(uri -> lines.put(uri, lines.size() + 2L));
    return new Labels.Groups(groupOf, lines);
  }

  /** Every count is made again, pair by pair, by the rules of docs/definitions.md. */
  @Test
  void execute_groups_countsWhatTheRulesSay() throws Exception {
    Calibration.Result result = calibrate(groups(), true, 0);

    List<float[]> plain = units(new double[DIMENSION]);
    double[] mean = new double[DIMENSION];
    for (float[] vector : plain) {
      for (int i = 0; i < DIMENSION; i++) {
        mean[i] += vector[i] / plain.size();
      }
    }
    List<float[]> centred = centred(plain, mean);
    assertThat(result.labelled().images()).isEqualTo(pool.size());
    assertThat(result.labelled().points()).hasSize(4 * result.thresholds().size() + 17);
    for (MeasuredPoint point : result.labelled().points()) {
      long[] counted = new long[4];
      for (int i = 0; i < pool.size(); i++) {
        for (int j = i + 1; j < pool.size(); j++) {
          String group = groupOf.get(pool.get(i).uri);
          boolean same = group != null && group.equals(groupOf.get(pool.get(j).uri));
          boolean matches =
              matches(
                  point,
                  DotProduct.of(plain.get(i), plain.get(j)),
                  DotProduct.of(centred.get(i), centred.get(j)),
                  pool.get(i).phash,
                  pool.get(j).phash);
          counted[same ? 0 : 1] += matches ? 1 : 0;
          counted[same ? 2 : 3]++;
        }
      }
      assertThat(
              List.of(
                  point.point().found(),
                  point.point().falsePairs(),
                  point.point().copies(),
                  point.point().others()))
          .as("%s %s %s", point.measure(), point.threshold(), point.bits())
          .containsExactly(
              (double) counted[0], (double) counted[1], (double) counted[2], (double) counted[3]);
    }
    assertThat(result.chosen()).extracting(Calibration.Chosen::measure).hasSize(5);
    MeasuredPoint chosen = result.chosen().get(0).estimate();
    assertThat(chosen.point().precision().value()).isGreaterThanOrEqualTo(0.9);
    assertThat(result.expected(chosen).value())
        .isCloseTo(
            chosen.point().falsePairs()
                / chosen.point().others()
                * pool.size()
                * (pool.size() - 1)
                / 2,
            within(1e-6));
  }

  private static boolean matches(MeasuredPoint point, float cosine, float centred, Long a, Long b) {
    int bits = a == null || b == null ? 65 : Long.bitCount(a ^ b);
    return switch (point.measure()) {
      case COSINE -> cosine > point.threshold();
      case PERCEPTUAL -> bits <= point.bits();
      case UNION -> cosine > point.threshold() || bits <= 4;
      case COSINE_CENTRED -> centred > point.threshold();
      case UNION_CENTRED -> centred > point.threshold() || bits <= 4;
    };
  }

  private List<float[]> units(double[] mean) {
    return centred(pool.stream().map(Image::vector).toList(), mean);
  }

  private static List<float[]> centred(List<float[]> vectors, double[] mean) {
    List<float[]> moved = new ArrayList<>();
    for (float[] vector : vectors) {
      float[] unit = vector.clone();
      for (int i = 0; i < unit.length; i++) {
        unit[i] = (float) (unit[i] - mean[i]);
      }
      UnitVectors.normalise(unit, 0, unit.length);
      moved.add(unit);
    }
    return moved;
  }

  @Test
  void execute_tables_sayTheSameAsParquetAndCsvAndTheSameEachTime() throws Exception {
    calibrate(groups(), true, 0);
    Path output = folder.resolve("run/calibrations/test");
    Map<String, byte[]> first = new LinkedHashMap<>();
    for (String name : List.of("precision_recall", "false_matches", "similarity_histogram")) {
      first.put(name, Files.readAllBytes(output.resolve(name + ".csv")));
    }
    calibrate(groups(), true, 0);

    try (Sql sql = Sql.open(folder.resolve("spill"), 1)) {
      for (String name : first.keySet()) {
        assertThat(Files.readAllBytes(output.resolve(name + ".csv")))
            .as(name)
            .isEqualTo(first.get(name));
        String table = Sql.text(output.resolve(name + ".parquet").toString());
        sql.run(
            "CREATE TEMP TABLE " + name + " AS SELECT * FROM read_parquet(" + table + ") LIMIT 0");
        sql.run(
            String.format(
                Locale.ROOT, "INSERT INTO %1$s FROM read_csv('%2$s/%1$s.csv')", name, output));
        String differing =
            String.format(
                Locale.ROOT,
                "SELECT count(*) AS n FROM (SELECT * FROM read_parquet(%s) EXCEPT SELECT * FROM"
                    + " %s)",
                table,
                name);
        assertThat(sql.rows(differing)).as(name).containsExactly(Map.of("n", 0L));
      }
      // Random pairs of so small a pool are all its pairs, but for those of near hashes.
      assertThat(
              sql.rows(
                      "SELECT sum(count)::BIGINT AS n FROM read_csv('"
                          + output
                          + "/similarity_histogram.csv') WHERE pairs = 'random_pairs' AND NOT"
                          + " centred")
                  .get(0)
                  .get("n"))
          .isEqualTo(unlikePairs());
    }
  }

  private long unlikePairs() {
    long unlike = 0;
    for (int i = 0; i < pool.size(); i++) {
      for (int j = i + 1; j < pool.size(); j++) {
        Long a = pool.get(i).phash;
        Long b = pool.get(j).phash;
        unlike += a == null || b == null || Long.bitCount(a ^ b) > 4 ? 1 : 0;
      }
    }
    return unlike;
  }

  @Test
  void execute_labelsOfOtherImages_tellsThemAndMeasuresTheRest() throws Exception {
    groupOf.put("not/there.jpg", "g1");

    Calibration.Result result = calibrate(groups(), false, 0);

    assertThat(result.labelled().missing()).containsExactly("not/there.jpg");
    assertThat(result.labelled().images()).isEqualTo(pool.size());
  }

  @Test
  void execute_nameOfSeveralImages_isRefusedAndNothingIsWritten() {
    groupOf.put("0.jpg", "g1");

    assertThatThrownBy(() -> calibrate(groups(), false, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels.csv:" + (groupOf.size() + 1) + ": \"0.jpg\" stands for 39 ")
        .hasMessageContaining("write more of its uri, or its id");
    assertThat(folder.resolve("run/calibrations")).doesNotExist();
  }

  @Test
  void execute_oneImageInTwoGroups_isRefused() {
    groupOf.put(pool.get(1).id, "another");

    assertThatThrownBy(() -> calibrate(groups(), false, 0))
        .hasMessageContaining("in another group; an image has one group");
  }

  @Test
  void execute_noCopies_isRefused() {
    groupOf.replaceAll((uri, group) -> null);

    assertThatThrownBy(() -> calibrate(groups(), false, 0))
        .hasMessageContaining("the labels leave 0 pairs of copies")
        .hasMessageContaining("groups of at least two images");
  }

  @Test
  void execute_outputInAStagesFolder_isRefused() throws Exception {
    Calibration.Options plain = options(null, false, 0);
    Calibration.Options inside =
        new Calibration.Options(
            null, "", 0.9, null, false, null, 0, 0, plain.originals(), root.resolve("images/x"));

    assertThatThrownBy(() -> new Calibration(new RunDirectory(root), inside))
        .isInstanceOf(UnusableRunException.class)
        .hasMessageContaining("which the run writes and clears");
  }

  @Test
  void execute_curatedSets_pairsOfSharedPicturesDoNotCount() throws Exception {
    float[] axis = new float[DIMENSION];
    axis[0] = 1;
    float[] other = new float[DIMENSION];
    other[1] = 1;
    for (String set : List.of("shoes", "hats")) {
      TableWriter.write(
          root.resolve("images/curated/" + set + "/part-0.parquet"),
          IMAGES,
          List.of( // "shared" is one picture in both sets, of one SHA-256
              new Image("shared", set + "/s.jpg", "curated/" + set, null, axis),
              new Image(set + "-1", set + "/1.jpg", "curated/" + set, null, axis),
              new Image(set + "-2", set + "/2.jpg", "curated/" + set, null, other)));
    }

    Calibration.Result result = calibrate(null, false, 0);

    FalseMatches sets = result.estimates().get(0);
    assertThat(sets.kind()).isEqualTo(FalseMatches.Kind.DIFFERENT_SETS);
    assertThat(sets.pairs()).isEqualTo(4); // two of the one set with two of the other
    assertThat(sets.rate(result.thresholds().indexOf(0.5f)).value()).isEqualTo(0.5);
    assertThat(calibrateWithoutSets().estimates())
        .extracting(FalseMatches::kind)
        .containsExactly(FalseMatches.Kind.SHUFFLED, FalseMatches.Kind.RANDOM_PAIRS);
  }

  private Calibration.Result calibrateWithoutSets() throws Exception {
    root.resolve("images/curated").deleteAll();
    return calibrate(null, false, 0);
  }

  @Test
  void execute_pairsOfThePage_answeredGiveTheRunsOwnPrecision() throws Exception {
    List<Edge> edges = new ArrayList<>();
    List<float[]> units = units(new double[DIMENSION]);
    for (int i = 0; i < pool.size(); i++) {
      for (int j = i + 1; j < pool.size(); j++) {
        float cosine = DotProduct.of(units.get(i), units.get(j));
        if (cosine >= 0.8f) {
          edges.add(new Edge(pool.get(i).id, pool.get(j).id, cosine));
        }
      }
    }
    TableWriter.write(root.resolve("neighbours/pool/part-0.parquet"), EDGES, edges);
    Calibration.Result drawn = calibrate(null, false, 60);
    assertThat(drawn.pairs().stored()).isTrue();
    assertThat(drawn.pairs().pairs()).isEqualTo(60);
    Path csv = folder.resolve("run/calibrations/test/pairs.csv");
    List<String> rows = Files.readAllLines(csv);
    assertThat(rows.get(0)).isEqualTo(LabelPage.HEADER);
    StringBuilder answered = new StringBuilder(rows.get(0)).append('\n');
    Map<String, long[]> strata = new LinkedHashMap<>();
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",", 6);
      boolean same = cells[0].substring(0, 5).equals(cells[1].substring(0, 5));
      answered.append(row.replaceFirst(",,", same ? ",yes," : ",no,")).append('\n');
      long[] stratum = strata.computeIfAbsent(cells[3], any -> new long[3]);
      stratum[0] = Long.parseLong(cells[4]);
      stratum[1]++;
      stratum[2] += same ? 1 : 0;
    }
    assertThat(strata.values().stream().mapToLong(stratum -> stratum[0]).sum())
        .isEqualTo(edges.size());
    Path labels = folder.resolve("answers.csv");
    Files.writeString(labels, answered);

    Calibration.Result result = calibrate(ReadLabels.read(Location.of(labels)), false, 0);

    double copies = strata.values().stream().mapToDouble(s -> (double) s[0] * s[2] / s[1]).sum();
    MeasuredPoint all = result.labelled().points().get(result.thresholds().indexOf(0.7f));
    assertThat(result.labelled().ofRun()).isTrue();
    assertThat(all.point().precision().value()).isCloseTo(copies / edges.size(), within(1e-9));
    assertThat(all.point().recall().value()).isCloseTo(1, within(1e-9));
    assertThat(result.expected(all).value()).isCloseTo(edges.size() - copies, within(1e-6));
  }

  @Test
  void execute_noEdgesAndNoPictures_pageShowsPairsOfTheSampleAndTellsWhatIsMissing()
      throws Exception {
    Calibration.Result result = calibrate(null, false, 2_000);

    assertThat(result.pairs().stored()).isFalse();
    String page = Files.readString(folder.resolve("run/calibrations/test/pairs.html"));
    String csv = Files.readString(folder.resolve("run/calibrations/test/pairs.csv"));
    assertThat(page)
        .contains("the tables do not say where its bytes are")
        .contains("&lt;script&gt;alert(1)")
        .doesNotContain("<script>alert")
        .doesNotContain("\u001b");
    assertThat(csv).contains("\"'=cmd|<script>");
    assertThat(ReadLabels.read(root.resolve("calibrations/test/pairs.csv")))
        .isEqualTo(new Labels.Pairs(List.of(), result.pairs().pairs()));
  }

  @Test
  void quotas_unevenStrata_areSharedOutEvenlyAndToTheLast() {
    assertThat(PairsToLabel.quotas(new long[] {100, 0, 3, 100}, 20)).containsExactly(8, 0, 3, 9);
    assertThat(PairsToLabel.quotas(new long[] {1, 2}, 20)).containsExactly(1, 2);
    assertThat(PairsToLabel.quotas(new long[] {5, 5}, 0)).containsExactly(0, 0);
  }
}
