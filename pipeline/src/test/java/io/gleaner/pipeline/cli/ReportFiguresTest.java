package io.gleaner.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gleaner.pipeline.original.Originals;
import io.gleaner.pipeline.report.figures.Card;
import io.gleaner.pipeline.report.figures.ClusterFigures;
import io.gleaner.pipeline.report.figures.DuplicateFigures;
import io.gleaner.pipeline.report.figures.DuplicateFigures.Pair;
import io.gleaner.pipeline.report.figures.Flow;
import io.gleaner.pipeline.report.figures.Histogram;
import io.gleaner.pipeline.report.figures.ReportFigures;
import io.gleaner.pipeline.report.figures.Sample;
import io.gleaner.pipeline.report.figures.SetFigures;
import io.gleaner.pipeline.report.figures.Sweep;
import io.gleaner.pipeline.report.read.ReadReport;
import io.gleaner.pipeline.report.read.ReportOptions;
import io.gleaner.pipeline.run.RunDirectory;
import io.gleaner.pipeline.storage.Location;
import io.gleaner.pipeline.table.Sql;
import io.gleaner.pipeline.view.RunViews;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every number of a report against a query of its own on the tables of the samples' run. */
class ReportFiguresTest {
  @TempDir static Path folder;
  private static Path run;
  private static ReportFigures figures;

  @BeforeAll
  static void read() throws Exception {
    run = SharedQuickstart.run();
    figures = figures(ReportOptions.DEFAULTS);
  }

  private static ReportFigures figures(ReportOptions options) throws Exception {
    return figures(options, Map.of());
  }

  private static ReportFigures figures(ReportOptions options, Map<String, Location> roots)
      throws Exception {
    RunDirectory directory = new RunDirectory(Location.of(run));
    try (Sql sql = Sql.open(folder.resolve("spill"), 2, "400MB")) {
      RunViews.open(directory, sql);
      return ReadReport.of(directory, sql, options, Originals.of(directory, roots), 2);
    }
  }

  @Test
  void cards_imagesThatAreThere_haveTheirPictures() throws Exception {
    for (Map.Entry<String, Card> card : figures.cards().entrySet()) {
      if (card.getValue().fate() != Card.Fate.REJECTED) {
        assertThat(card.getValue().missing()).as(card.getValue().uri()).isNull();
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(card.getValue().thumbnail()));
        assertThat(Math.max(picture.getWidth(), picture.getHeight())).isBetween(1, 160);
        Map<String, String> row = card.getValue().row();
        double ratio = Double.parseDouble(row.get("width")) / Double.parseDouble(row.get("height"));
        assertThat((double) picture.getWidth() / picture.getHeight())
            .isCloseTo(ratio, within(0.05));
      }
    }
  }

  @Test
  void cards_rejectedInputs_haveAPictureWhereThereArePixels() {
    Map<String, Card> rejected = new HashMap<>();
    figures.cards().values().stream()
        .filter(card -> card.fate() == Card.Fate.REJECTED)
        .forEach(card -> rejected.put(card.row().get("reason"), card));
    assertThat(rejected.get("TOO_SMALL").thumbnail()).isNotNull();
    assertThat(rejected.get("TOO_ELONGATED").thumbnail()).isNotNull();
    assertThat(rejected.get("NOT_AN_IMAGE").missing()).contains("not an image");
    assertThat(rejected.get("EMPTY").missing()).contains("empty");
  }

  @Test
  void cards_imagesThatAreGone_saySo() throws Exception {
    Map<String, Location> nowhere = Map.of("crawl", Location.of(folder.resolve("nowhere")));
    List<Card> cards =
        figures(ReportOptions.DEFAULTS, nowhere).cards().values().stream()
            .filter(card -> card.uri().startsWith("crawl/"))
            .toList();
    assertThat(cards)
        .isNotEmpty()
        .allSatisfy(card -> assertThat(card.missing()).startsWith("gone: "));
  }

  /** Asks the files; {@code @NAME} in a query stands for the tables of that folder. */
  private static List<Map<String, Object>> rows(String query) throws Exception {
    String asked =
        query.replaceAll(
            "@([a-z_/*]+)", "read_parquet('" + run + "/$1/**/*.parquet', union_by_name = true)");
    try (Sql sql = Sql.open(folder.resolve("other"), 1)) {
      return sql.rows(asked);
    }
  }

  private static long number(String query, Object... values) throws Exception {
    Object value =
        rows(String.format(Locale.ROOT, query, values)).get(0).values().iterator().next();
    return ((Number) value).longValue();
  }

  @Test
  void flow_everyStep_countsWhatSqlCountsAndBalances() throws Exception {
    Map<String, Long> steps = new HashMap<>();
    figures.flow().steps().forEach(step -> steps.put(step.name(), step.images()));
    assertThat(steps.get("images/pool")).isEqualTo(number("SELECT count(*) FROM @images/pool"));
    assertThat(steps.get("rejected")).isEqualTo(number("SELECT count(*) FROM @rejected"));
    for (String kind : List.of("exact", "perceptual", "near", "relative")) {
      assertThat(steps.get("removed/" + kind))
          .isEqualTo(number("SELECT count(*) FROM @duplicates WHERE kind = '%s'", kind));
    }
    assertThat(steps.get("manifest")).isEqualTo(number("SELECT count(*) FROM @manifest"));
    assertThat(steps.get("set/dresses"))
        .isEqualTo(number("SELECT count(DISTINCT id) FROM @retrieved/dresses"));
    assertThat(steps.get("not_called_for"))
        .isEqualTo(
            number(
                "SELECT count(*) FROM @images/pool WHERE id NOT IN (SELECT id FROM @duplicates)"
                    + " AND id NOT IN (SELECT id FROM @retrieved)"));
    for (Flow.Step step : figures.flow().steps()) {
      long in = streams(step.name(), false);
      long out = streams(step.name(), true);
      if (step.column() > 0) {
        assertThat(in).as("into %s", step.name()).isEqualTo(step.images());
      }
      if (step.kind() == Flow.Kind.GOES_ON || step.kind() == Flow.Kind.JOINS) {
        assertThat(out).as("out of %s", step.name()).isEqualTo(step.images());
      }
    }
  }

  private static long streams(String step, boolean out) {
    return figures.flow().streams().stream()
        .filter(stream -> (out ? stream.from() : stream.to()).equals(step))
        .mapToLong(Flow.Stream::images)
        .sum();
  }

  @Test
  void duplicates_everyNumber_equalsSql() throws Exception {
    DuplicateFigures duplicates = figures.duplicates();
    assertThat(duplicates.threshold()).isEqualTo(0.96);
    assertThat(duplicates.floor()).isEqualTo(0.9);
    requireBins(duplicates.similarity(), "SELECT similarity AS x FROM @neighbours/pool");
    requireBins(
        duplicates.evaluationSimilarity(), "SELECT similarity AS x FROM @neighbours/evaluation");
    requirePairs(duplicates.above(), "similarity > 0.96::FLOAT", "similarity, id_a, id_b");
    requirePairs(duplicates.below(), "similarity <= 0.96::FLOAT", "similarity DESC, id_a, id_b");
    for (Map.Entry<String, Sample<Pair>> kind : duplicates.byKind().entrySet()) {
      assertThat(kind.getValue().of())
          .isEqualTo(number("SELECT count(*) FROM @duplicates WHERE kind = '%s'", kind.getKey()));
      for (Pair pair : kind.getValue().shown()) {
        assertThat(
                number(
                    "SELECT count(*) FROM @duplicates WHERE id = '%s' AND kept_id = '%s'",
                    pair.a(), pair.b()))
            .isEqualTo(1);
        assertThat(pair.kept()).isEqualTo(pair.b());
        assertThat(pair.why()).isNotBlank();
      }
    }
    List<Map<String, Object>> largest =
        rows(
            "SELECT max(size) AS size FROM @components WHERE representative NOT IN"
                + " (SELECT id FROM @duplicates) GROUP BY representative ORDER BY 1 DESC");
    assertThat(duplicates.largest().of()).isEqualTo(largest.size());
    for (int i = 0; i < duplicates.largest().shown().size(); i++) {
      DuplicateFigures.Component component = duplicates.largest().shown().get(i);
      assertThat(component.size()).isEqualTo(largest.get(i).get("size"));
      assertThat(component.members().shown()).contains(component.representative());
      if (component.weakest() != null) {
        assertThat(component.weakest().similarity())
            .isCloseTo(component.weakestEdge(), within(1e-6));
      }
    }
    assertThat(duplicates.largest().shown())
        .anyMatch(component -> component.kind().equals("near") && component.weakest() != null);
  }

  private static void requirePairs(Sample<Pair> sample, String where, String order)
      throws Exception {
    assertThat(sample.of())
        .isEqualTo(number("SELECT count(*) FROM @neighbours/pool WHERE %s", where));
    List<Map<String, Object>> pairs =
        rows(
            String.format(
                Locale.ROOT,
                "SELECT id_a || id_b AS ids FROM @neighbours/pool WHERE %s ORDER BY %s LIMIT 24",
                where,
                order));
    assertThat(sample.shown()).isNotEmpty();
    assertThat(sample.shown())
        .extracting(pair -> pair.a() + pair.b())
        .containsExactlyElementsOf(pairs.stream().map(row -> (String) row.get("ids")).toList());
    for (Pair pair : sample.shown()) {
      boolean aLeft = number("SELECT count(*) FROM @duplicates WHERE id = '%s'", pair.a()) > 0;
      boolean bLeft = number("SELECT count(*) FROM @duplicates WHERE id = '%s'", pair.b()) > 0;
      assertThat(pair.kept()).isEqualTo(aLeft == bLeft ? null : aLeft ? pair.b() : pair.a());
    }
  }

  /** Counts each bin by comparing with its edges. */
  private static void requireBins(Histogram histogram, String values) throws Exception {
    assertThat(Arrays.stream(histogram.counts()).sum())
        .isEqualTo(number("SELECT count(*) FROM (%s)", values));
    int bins = histogram.counts().length;
    assertThat(histogram.edges()).hasSize(bins + 1).isSorted();
    for (int i = 0; i < bins; i++) {
      assertThat(histogram.counts()[i])
          .isEqualTo(
              number(
                  "SELECT count(*) FROM (%s) WHERE (%d = 0 OR x::DOUBLE >= %s::DOUBLE)"
                      + " AND (%d = %d OR x::DOUBLE < %s::DOUBLE)",
                  values, i, histogram.edges()[i], i, bins - 1, histogram.edges()[i + 1]));
    }
  }

  @Test
  void sweep_chosenThreshold_countsWhatTheRunRemoved() throws Exception {
    Sweep sweep = figures.sweep();
    long pool = number("SELECT count(*) FROM @images/pool");
    assertThat(sweep.guarded()).isFalse();
    assertThat(sweep.thresholds()).filteredOn(Sweep.Threshold::chosen).hasSize(1);
    Sweep.Threshold last = null;
    for (Sweep.Threshold threshold : sweep.thresholds()) {
      assertThat(threshold.left()).isEqualTo(pool - threshold.removed());
      if (threshold.chosen()) {
        assertThat(threshold.removed()).isEqualTo(number("SELECT count(*) FROM @duplicates"));
        assertThat(threshold.largest())
            .isEqualTo(
                number("SELECT max(size) FROM @components WHERE kind IN ('near', 'perceptual')"));
      }
      if (last != null) {
        assertThat(threshold.threshold()).isGreaterThan(last.threshold());
        assertThat(threshold.removed()).isLessThanOrEqualTo(last.removed());
      }
      last = threshold;
    }
    assertThat(sweep.retrieval()).isNotEmpty();
    for (Sweep.LeastSimilarity level : sweep.retrieval()) {
      String where =
          String.format(
              Locale.ROOT,
              "mode = '%s' AND similarity >= CAST('%s' AS FLOAT)",
              level.mode(),
              (float) level.leastSimilarity());
      assertThat(new long[] {level.retrieved(), level.distinct()})
          .containsExactly(
              number("SELECT count(*) FROM @retrieved/%s WHERE %s", level.set(), where),
              number("SELECT count(DISTINCT id) FROM @retrieved/%s WHERE %s", level.set(), where));
    }
  }

  @Test
  void sets_everyNumber_equalsSql() throws Exception {
    assertThat(figures.sets())
        .extracting(SetFigures::set)
        .containsExactly("accessories", "dresses", "hats", "shoes");
    for (SetFigures set : figures.sets()) {
      for (SetFigures.Retrieved mode : set.modes()) {
        String from =
            String.format(
                Locale.ROOT, "FROM @retrieved/%s WHERE mode = '%s'", set.set(), mode.mode());
        assertThat(mode.queries())
            .isEqualTo(number("SELECT count(*) FROM @images/curated/%s", set.set()));
        assertThat(mode.distinct()).isEqualTo(number("SELECT count(DISTINCT id) " + from));
        for (SetFigures.Collision collision : mode.collisions()) {
          assertThat(collision.images())
              .isEqualTo(
                  number(
                      "SELECT count(*) FROM (SELECT id %s GROUP BY id HAVING count(*) = %d)",
                      from, collision.times()));
        }
        if (mode.mode().equals("sample")) {
          assertThat(mode.retrieved()).isEqualTo(number("SELECT count(*) " + from));
          assertThat(mode.usedQueries())
              .isEqualTo(number("SELECT count(DISTINCT query_id) " + from));
          assertThat(mode.usedClusters())
              .isEqualTo(
                  number(
                      "SELECT count(DISTINCT cluster) FROM @clusters/assignments"
                          + " WHERE id IN (SELECT id %s)",
                      from));
        }
        if (!mode.mode().equals("as_is")) {
          requireBins(mode.similarity(), "SELECT similarity AS x " + from);
          assertThat(mode.leastSimilar().of()).isEqualTo(number("SELECT count(*) " + from));
          assertThat((float) mode.leastSimilar().shown().get(0).similarity())
              .isEqualTo(rows("SELECT min(similarity) AS s " + from).get(0).get("s"));
          assertThat(mode.examples().shown())
              .isNotEmpty()
              .allMatch(query -> !query.hits().isEmpty());
        }
        assertThat(mode.clusters()).isEqualTo(24);
      }
    }
  }

  @Test
  void overlap_everyCell_equalsSql() throws Exception {
    List<String> sets = figures.overlap().sets();
    for (int i = 0; i < sets.size(); i++) {
      for (int j = 0; j < sets.size(); j++) {
        String both = "list_contains([r.\"set\" FOR r IN retrievals], '%s')";
        long shared =
            number(
                "SELECT count(*) FROM @manifest WHERE " + both + " AND " + both,
                sets.get(i),
                sets.get(j));
        long united =
            number(
                "SELECT count(*) FROM @manifest WHERE " + both + " OR " + both,
                sets.get(i),
                sets.get(j));
        assertThat(figures.overlap().counts()[i][j]).isEqualTo(shared);
        assertThat(figures.overlap().jaccard()[i][j])
            .isCloseTo((double) shared / united, within(1e-12));
      }
    }
  }

  @Test
  void clusters_everyNumber_equalsSql() throws Exception {
    ClusterFigures clusters = figures.clusters();
    assertThat(clusters.clusters()).isEqualTo(24);
    assertThat(clusters.images()).isEqualTo(number("SELECT count(*) FROM @clusters/assignments"));
    assertThat(Arrays.stream(clusters.sizes().counts()).sum()).isEqualTo(24);
    List<ClusterFigures.Cluster> all = new ArrayList<>(clusters.random().shown());
    all.addAll(clusters.largest().shown());
    all.addAll(clusters.tightest().shown());
    all.addAll(clusters.loosest().shown());
    for (ClusterFigures.Cluster cluster : all) {
      Map<String, Object> row =
          rows("SELECT count(*) AS size, avg(similarity) AS mean FROM @clusters/assignments"
                  + " WHERE cluster = "
                  + cluster.cluster())
              .get(0);
      assertThat(cluster.size()).isEqualTo(row.get("size"));
      assertThat(cluster.meanSimilarity()).isCloseTo((Double) row.get("mean"), within(1e-6));
      assertThat(cluster.members().shown()).doesNotHaveDuplicates().isNotEmpty();
      for (ClusterFigures.Share share : cluster.shares()) {
        long images =
            number(
                "SELECT count(*) FROM @clusters/curated/%s WHERE cluster = %d",
                share.set(), cluster.cluster());
        assertThat(share.images()).isEqualTo(images);
        assertThat(share.share())
            .isCloseTo(
                (double) images / number("SELECT count(*) FROM @images/curated/" + share.set()),
                within(1e-12));
      }
    }
    assertThat(clusters.largest().shown().get(0).size())
        .isEqualTo(
            number(
                "SELECT max(n) FROM (SELECT count(*) AS n FROM @clusters/assignments"
                    + " GROUP BY cluster)"));
  }

  @Test
  void rejectionsMapAndOrigin_tellTheRun() throws Exception {
    assertThat(figures.rejections())
        .allSatisfy(
            some ->
                assertThat(some.examples().of())
                    .isEqualTo(
                        number(
                            "SELECT count(*) FROM @rejected WHERE source = '%s' AND reason = '%s'",
                            some.source(), some.reason())));
    assertThat(figures.rejections()).hasSize(6);
    assertThat(figures.map().points().of())
        .isEqualTo(number("SELECT count(*) FROM @images WHERE source <> 'evaluation'"));
    assertThat(figures.map().points().shown())
        .hasSize((int) figures.map().points().of())
        .allMatch(point -> point.x() >= 0 && point.x() <= 1 && point.y() >= 0 && point.y() <= 1);
    assertThat(figures.map().explained()[0]).isGreaterThan(figures.map().explained()[1]);
    assertThat(figures.origin().name()).isEqualTo("quickstart");
    assertThat(figures.origin().recipe()).contains("name: quickstart");
    assertThat(figures.origin().stages())
        .extracting(stage -> stage.name())
        .startsWith("embed", "hash", "neighbours", "deduplicate", "cluster", "retrieve");
    assertThat(figures.statistics().get("composition")).hasSize(6);
  }

  @Test
  void cards_everyNamedImage_hasRowStoryAndPicture() throws Exception {
    assertThat(figures.cards().values()).allMatch(card -> !card.story().isEmpty());
    assertThat(figures.cards().values())
        .filteredOn(card -> card.fate() != Card.Fate.REJECTED)
        .allMatch(card -> card.row().containsKey("sha256"))
        .noneMatch(card -> card.row().containsKey("embedding"));
    for (Map.Entry<String, Card> card : figures.cards().entrySet()) {
      if (card.getValue().fate() == Card.Fate.REMOVED) {
        assertThat(number("SELECT count(*) FROM @duplicates WHERE id = '%s'", card.getKey()))
            .isEqualTo(1);
      }
    }
  }

  @Test
  void of_smallPage_leavesOutPicturesOfTheMapFirst() throws Exception {
    ReportFigures small = figures(new ReportOptions(1_500_000, true));
    long bytes =
        small.cards().values().stream()
            .mapToLong(card -> card.thumbnail() == null ? 0 : card.thumbnail().length)
            .sum();
    assertThat(bytes * 4 / 3).isLessThan(1_500_000);
    assertThat(small.cards().values()).anyMatch(card -> card.thumbnail() == null);
    String first = small.duplicates().above().shown().get(0).a();
    assertThat(small.cards().get(first).thumbnail()).isNotNull();
    ReportFigures none = figures(new ReportOptions(25_000_000, false));
    assertThat(none.cards().values())
        .allMatch(card -> card.thumbnail() == null && card.missing() != null);
  }

  @Test
  void report_command_writesAPageElsewhereAndRefusesSizes() throws Exception {
    Path page = folder.resolve("page.html");
    assertThat(Gleaner.run("report", run.toString(), "--output", page.toString(), "--no-pictures"))
        .isZero();
    assertThat(Files.readString(page)).contains("quickstart");
    assertThat(Gleaner.run("report", run.toString(), "--size", "25")).isEqualTo(2);
    assertThat(Gleaner.run("report", folder.resolve("none").toString())).isEqualTo(2);
  }
}
